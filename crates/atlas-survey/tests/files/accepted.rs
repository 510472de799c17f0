//! Files as people make them: messy, and right.

use atlas_model::Lang;
use encoding_rs::{GB18030, UTF_8, WINDOWS_1252};

use crate::case::Case;
use crate::make::{csv, csv_with_mark, filled, ods, sheet, taken, unicode_text, xlsx};

/// Brittany: two partnerships, some projects, a resource.
const BRITTANY: &[&str] = &["FR-REG-53"];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = workbooks();
    cases.extend(text_files());
    cases.extend(by_hand());
    cases
}

fn workbooks() -> Vec<Case> {
    vec![
        Case { file: "01-comme-envoye.xlsx", bytes: taken(BRITTANY, Lang::Fr), told: &["17 unchanged"] },
        Case {
            file: "02-returned-in-chinese.xlsx",
            bytes: taken(BRITTANY, Lang::Zh),
            told: &["17 unchanged"],
        },
        Case {
            file: "03-rempli-a-l-ambassade.xlsx",
            bytes: filled(
                BRITTANY,
                Lang::Fr,
                &[
                    ("Projets", "ic-bretagne", "Budget", " 120 000 € "),
                    ("Projets", "ic-bretagne", "Début", "septembre 2008"),
                    ("Projets", "securite-alimentaire-2014", "Confirmé le", "oui"),
                    ("Projets", "semaine-bretagne-2005", "Description", ""),
                    ("Projets", "40", "Titre", "Classe de chinois à Brest"),
                    ("Projets", "40", "Thème", "langues — Enseignement réciproque du chinois et du français"),
                    ("Projets", "40", "Participants", "Brest ; Qingdao"),
                    ("Projets", "40", "État", "prévu"),
                    ("Partenariats", "brest--qingdao", "Confirmé le", "02/2016"),
                    ("Ressources", "bureau-bretagne", "Partage", "oui"),
                ],
            ),
            told: &[
                "Partenariats!2 confirmed brest--qingdao",
                "Projets!6 changed ic-bretagne /period/start=2008-09 /budget=120000 EUR",
                "Projets!8 confirmed securite-alimentaire-2014",
                "Projets!9 changed semaine-bretagne-2005 /description/fr=",
                "Projets!40 new classe-de-chinois-a-brest /title/fr=Classe de chinois à Brest /participants=fr-brest:accountable;cn-qingdao:accountable /theme=langues /status=planned",
                "(Projets!F40 assumed_role)",
                "(Projets!F40 assumed_role)",
                "Ressources!2 changed bureau-bretagne /sharing=shared",
                "12 unchanged",
            ],
        },
        Case {
            file: "04-titres-fusionnes.xlsx",
            bytes: xlsx(&[sheet(
                "Projets 2016",
                &[
                    "Coopération décentralisée franco-chinoise",
                    "État au 14 mars 2016",
                    "",
                    "",
                    "N°|Identifiant|Intitulé du projet|Avancement|Observations internes",
                    "1|air-pekin|Prévision de la qualité de l'air à Pékin|en cours|à rappeler",
                    "",
                    "2|caidian|Caidian (Wuhan)|clos|",
                ],
            )]),
            told: &[
                "Projets 2016!A5 unknown_column",
                "Projets 2016!E5 unknown_column",
                "Projets 2016!8 changed caidian /title/fr=Caidian (Wuhan) /status=ended",
                "1 unchanged",
            ],
        },
        Case {
            file: "05-reordered-in-english.xlsx",
            bytes: xlsx(&[sheet(
                "Sheet1",
                &[
                    "STATUS|budget (k€)|Further Themes|title|Theme *|Places",
                    "Completed|80|Culture; Tourism|Digital heritage week|Heritage|Pingyao, Provins",
                ],
            )]),
            told: &[
                "Sheet1!2 new digital-heritage-week /status=ended /budget=80000 EUR /themes=culture;tourisme /title/en=Digital heritage week /theme=patrimoine /territories=CN-140728;FR-COM-77379",
                "0 unchanged",
            ],
        },
        Case {
            file: "06-dates-du-tableur.xlsx",
            bytes: xlsx(&[sheet(
                "Projets",
                &[
                    "Identifiant|Début|Fin",
                    "air-pekin|#n 1998|#n 42369",
                    "caidian|#d 1905-07-05|#d 2015-12-31",
                    "agri-aquitaine-hubei|#n 1996|31/12/2015",
                    "acrobates-taiyuan|#d 2010-01-01|Décembre 2010",
                ],
            )]),
            told: &[
                "Projets!2 changed air-pekin /period/end=2015-12-31",
                "Projets!3 changed caidian /period/start=2013 /period/end=2015-12-31",
                "(Projets!B3 year_as_day)",
                "Projets!4 changed agri-aquitaine-hubei /period/end=2015-12-31",
                "Projets!5 changed acrobates-taiyuan /period/end=2010-12",
                "0 unchanged",
            ],
        },
        Case {
            file: "07-noms-de-toute-sorte.xlsx",
            bytes: xlsx(&[sheet(
                "Projets",
                &[
                    "Titre|Thème|État|Territoires",
                    "Réseau de soins|sante|actif|武汉; Wǔhàn Shì; CN-420100 — Wuhan",
                    "Eau propre|水资源管理|进行中|Pékin；Canton、南特",
                    "Rivières|WATER MANAGEMENT|active|Province du Jilin; Jilin City; FR-DEP-44",
                    "Thermalisme|Santé|actif|Alsace",
                ],
            )]),
            told: &[
                "Projets!2 new reseau-de-soins /title/fr=Réseau de soins /theme=sante /status=active /territories=CN-420100",
                "Projets!3 new eau-propre /title/fr=Eau propre /theme=eau /status=active /territories=CN-110000;CN-440100;FR-COM-44109",
                "Projets!4 new rivieres /title/fr=Rivières /theme=eau /status=active /territories=CN-220000;CN-220200;FR-DEP-44",
                "Projets!5 new thermalisme /title/fr=Thermalisme /theme=sante /status=active /territories=FR-REG-42",
                "(Projets!D5 former_territory)",
                "0 unchanged",
            ],
        },
        Case {
            file: "08-nouvel-acteur-et-son-projet.xlsx",
            bytes: xlsx(&[
                sheet(
                    "Projets",
                    &[
                        "Titre|Thème|État|Participants|Partenariats",
                        "Cuisine des deux rives|Hôtellerie et restauration|prévu|Lycée des métiers de Quimper (opérateur); Brest|Brest – Qingdao",
                    ],
                ),
                sheet(
                    "Acteurs",
                    &[
                        "Nom|Nature|Siège|Contact|Courriel",
                        "Lycée des métiers de Quimper|établissement scolaire|Quimper|service international|international@lycee.example",
                    ],
                ),
            ]),
            told: &[
                "Acteurs!2 new fr-lycee-des-metiers-de-quimper /name/fr=Lycée des métiers de Quimper /kind=school /seat=FR-COM-29232 /contact/function=service international /contact/email=international@lycee.example",
                "Projets!2 new cuisine-des-deux-rives /title/fr=Cuisine des deux rives /theme=hotellerie /status=planned /participants=fr-lycee-des-metiers-de-quimper:implementing;fr-brest:accountable /partnerships=brest--qingdao",
                "(Projets!D2 assumed_role)",
                "0 unchanged",
            ],
        },
        Case {
            file: "09-retraits.xlsx",
            bytes: xlsx(&[sheet(
                "Besoins",
                &[
                    "Identifiant|Besoin|À retirer",
                    "changchun-pedagogie||x",
                    "jilin-eau||#t",
                    "changchun-cadres|Formation des cadres et fonctionnaires avec une collectivité française.|non",
                ],
            )]),
            told: &[
                "Besoins!2 withdrawn changchun-pedagogie",
                "Besoins!3 withdrawn jilin-eau",
                "1 unchanged",
            ],
        },
    ]
}

fn text_files() -> Vec<Case> {
    let with_theme = sheet(
        "",
        &[
            "Identifiant|Titre|Thème|État|Début|Budget",
            "air-pekin|Prévision de la qualité de l'air à Pékin|Gestion innovante de l'environnement|actif|1998|1.250.000,00 €",
            "|Été de l'architecture à Besançon|Patrimoine|prévu|01/07/2016|80 k€",
        ],
    );
    let chinese = sheet(
        "",
        &[
            "项目名称|主题|状态|地区|参与方|开始时间|预算",
            "医院管理培训|医院合作|计划中|武汉、南特|武汉市人民政府（责任方）|２０１６年６月|１２万元",
        ],
    );
    vec![
        Case {
            file: "10-windows-1252.csv",
            bytes: csv(&with_theme, ';', WINDOWS_1252),
            told: &[
                "2 changed air-pekin /budget=1250000 EUR",
                "3 new ete-de-l-architecture-a-besancon /title/fr=Été de l'architecture à Besançon /theme=patrimoine /status=planned /period/start=2016-07-01 /budget=80000 EUR",
                "(E3 day_first)",
                "0 unchanged",
            ],
        },
        Case {
            file: "11-gb18030.csv",
            bytes: csv(&chinese, ',', GB18030),
            told: &[
                "2 new cooperation-hospitaliere-wuhan /title/zh=医院管理培训 /theme=cooperation-hospitaliere /status=planned /territories=CN-420100;FR-COM-44109 /participants=cn-wuhan:accountable /period/start=2016-06 /budget=120000 CNY",
                "0 unchanged",
            ],
        },
        Case {
            file: "12-utf-8-avec-marque.csv",
            bytes: csv_with_mark(&with_theme, ';'),
            told: &[
                "2 changed air-pekin /budget=1250000 EUR",
                "3 new ete-de-l-architecture-a-besancon /title/fr=Été de l'architecture à Besançon /theme=patrimoine /status=planned /period/start=2016-07-01 /budget=80000 EUR",
                "(E3 day_first)",
                "0 unchanged",
            ],
        },
        Case {
            file: "13-texte-unicode.txt",
            bytes: unicode_text(&chinese),
            told: &[
                "2 new cooperation-hospitaliere-wuhan /title/zh=医院管理培训 /theme=cooperation-hospitaliere /status=planned /territories=CN-420100;FR-COM-44109 /participants=cn-wuhan:accountable /period/start=2016-06 /budget=120000 CNY",
                "0 unchanged",
            ],
        },
        Case {
            file: "14-english-commas.csv",
            bytes: csv(
                &sheet(
                    "",
                    &[
                        "Identifier|Title|Theme|Status|Start|Territories",
                        "air-pekin||Innovative environmental management|active|1998|",
                        "|Design week, \"second\" edition|Culture|planned|June 14th, 2016|Wuhan\nNantes",
                    ],
                ),
                ',',
                UTF_8,
            ),
            told: &[
                "2 changed air-pekin /territories=",
                "3 new design-week-second-edition /title/en=Design week, \"second\" edition /theme=culture /status=planned /period/start=2016-06-14 /territories=CN-420100;FR-COM-44109",
                "0 unchanged",
            ],
        },
        Case {
            file: "15-sep-et-espaces.csv",
            bytes: [
                b"sep=;\r\n".as_slice(),
                &csv(
                    &sheet(
                        "",
                        &[
                            " Identifiant |  TITRE|etat ",
                            " air-pekin |\u{a0}Prévision de la qualité de l'air à Pékin |  Actif\u{a0}",
                            "caidian\u{3000}|Caidian|Ｔｅｒｍｉｎé",
                        ],
                    ),
                    ';',
                    UTF_8,
                ),
            ]
            .concat(),
            told: &["3 changed caidian /title/fr=Caidian /status=ended", "1 unchanged"],
        },
    ]
}

fn by_hand() -> Vec<Case> {
    vec![
        Case {
            file: "16-sans-identifiants.ods",
            bytes: ods(&[sheet(
                "Partenariats",
                &[
                    "Partenaires|Type|Statut|Thématiques",
                    "Brest, Qingdao|coopération|actif|Économie et innovation ; Territoires durables ; Tourisme et activités de loisir",
                    "Rennes et Jinan|jumelage|suspendu|Gouvernance, formation et éducation",
                    "Rennes; Yantai|accord de coopération|prévu|Culture",
                ],
            )]),
            told: &[
                "Partenariats!3 changed rennes--jinan /status=suspended /themes=gouvernance-formation",
                "Partenariats!4 new rennes--yantai /actors=fr-rennes;cn-yantai /kind=cooperation_agreement /status=planned /themes=culture",
                "1 unchanged",
            ],
        },
        Case {
            file: "17-two-languages-side-by-side.ods",
            bytes: ods(&[sheet(
                "Projets 项目",
                &[
                    "Identifiant / 标识|Titre (chinois) 中文标题|État 状态",
                    "ic-bretagne|布列塔尼孔子学院|进行中",
                ],
            )]),
            told: &["Projets 项目!2 changed ic-bretagne /title/zh=布列塔尼孔子学院", "0 unchanged"],
        },
        Case {
            file: "18-deux-feuilles-de-projets.xlsx",
            bytes: xlsx(&[
                sheet("Projets 2015", &["Identifiant|État", "air-pekin|actif"]),
                sheet("Projets 2016", &["Identifiant|État", "caidian|terminé"]),
                sheet("Lisez-moi", &["Merci de votre aide", "", "Bonne lecture"]),
            ]),
            told: &["Lisez-moi no_header", "Projets 2016!2 changed caidian /status=ended", "1 unchanged"],
        },
        Case {
            file: "19-listes-a-puces.xlsx",
            bytes: xlsx(&[sheet(
                "Projets",
                &[
                    "Identifiant|Territoires|Participants",
                    "semaine-bretagne-2005|- Qingdao\n- Brest\n- Bretagne (région)|• Bretagne\n• Brest\n• Qingdao",
                ],
            )]),
            told: &["1 unchanged"],
        },
        Case {
            file: "20-en-tetes-repetes.csv",
            bytes: csv(
                &sheet(
                    "",
                    &[
                        "Identifiant|Titre|État",
                        "air-pekin|Prévision de la qualité de l'air à Pékin|actif",
                        "Identifiant|Titre|État",
                        "caidian|Caidian|terminé",
                    ],
                ),
                ';',
                UTF_8,
            ),
            told: &["4 changed caidian /title/fr=Caidian /status=ended", "1 unchanged"],
        },
    ]
}
