//! Files that cannot be accepted as they are: wrong, or hostile.

use atlas_model::Lang;
use encoding_rs::UTF_8;

use crate::case::Case;
use crate::made;
use crate::make::{csv, filled, sheet, xlsx};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = values();
    cases.extend(records());
    cases.extend(files());
    cases
}

/// One project in a CSV file, by title, theme, status and one more column.
fn project(title: &str, cell: &str) -> Vec<u8> {
    let header = format!("Titre|Thème|État|{title}");
    let row = format!("Jardin partagé|Énergie|prévu|{cell}");
    csv(&sheet("", &[&header, &row]), ';', UTF_8)
}

fn values() -> Vec<Case> {
    vec![
        Case {
            file: "01-formule.xlsx",
            bytes: xlsx(&[sheet("Projets", &["Titre|Thème|État|Budget", "Ferme|Énergie|prévu|=A1*2"])]),
            told: &["Projets!2 error", "Projets!D2 formula", "0 unchanged"],
        },
        Case {
            file: "02-erreur-du-tableur.xlsx",
            bytes: made::workbook(
                "<row r='1'><c r='A1' t='inlineStr'><is><t>Titre</t></is></c><c r='B1' t='inlineStr'><is><t>Thème</t></is></c>\
                 <c r='C1' t='inlineStr'><is><t>État</t></is></c><c r='D1' t='inlineStr'><is><t>Budget</t></is></c></row>\
                 <row r='2'><c r='A2' t='inlineStr'><is><t>Ferme</t></is></c><c r='B2' t='inlineStr'><is><t>Énergie</t></is></c>\
                 <c r='C2' t='inlineStr'><is><t>prévu</t></is></c><c r='D2' t='e'><v>#REF!</v></c></row>",
                &[],
            ),
            told: &["Projets!2 error", "Projets!D2 sheet_error", "0 unchanged"],
        },
        Case {
            file: "03-jilin-ambigu.csv",
            bytes: project("Territoires", "Jilin"),
            told: &["2 error", "D2 ambiguous_record: CN-220000 CN-220200", "0 unchanged"],
        },
        Case {
            file: "04-jlin.csv",
            bytes: project("Territoires", "Jlin; Nantes"),
            told: &["2 error", "D2 unknown_record: CN-220000 CN-220200", "0 unchanged"],
        },
        Case {
            file: "05-theme-inconnu.csv",
            bytes: csv(
                &sheet("", &["Titre|Thème|État", "Ferme|Agricultre durable et recherche agricole|prévu"]),
                ';',
                UTF_8,
            ),
            told: &["2 error", "B2 unknown_record: agriculture-durable", "0 unchanged"],
        },
        Case {
            file: "06-etat-inconnu.csv",
            bytes: csv(
                &sheet("", &["Titre|Thème|État", "Ferme|Énergie|actiff", "Serre|Énergie|bientôt fini"]),
                ';',
                UTF_8,
            ),
            told: &[
                "2 error",
                "C2 unknown_term: active",
                "3 error",
                "C3 unknown_term: planned active presumed_active suspended ended cancelled unknown",
                "0 unchanged",
            ],
        },
        Case {
            file: "07-date-illisible.csv",
            bytes: project("Début", "au printemps"),
            told: &["2 error", "D2 bad_date", "0 unchanged"],
        },
        Case {
            file: "08-date-impossible.csv",
            bytes: project("Début", "31/02/2015"),
            told: &["2 error", "D2 no_such_day", "0 unchanged"],
        },
        Case {
            file: "09-fin-avant-debut.csv",
            bytes: csv(
                &sheet("", &["Titre|Thème|État|Début|Fin", "Ferme|Énergie|prévu|2016|juin 2015"]),
                ';',
                UTF_8,
            ),
            told: &["2 error", "E2 end_before_start", "0 unchanged"],
        },
        Case {
            file: "10-montant-sans-monnaie.csv",
            bytes: project("Budget", "120 000"),
            told: &["2 error", "D2 no_currency", "0 unchanged"],
        },
        Case {
            file: "11-montant-illisible.csv",
            bytes: project("Budget", "environ 10 à 20 k€"),
            told: &["2 error", "D2 bad_money", "0 unchanged"],
        },
        Case {
            file: "12-chiffre-illisible.csv",
            bytes: project("Résultats", "beaucoup de visiteurs"),
            told: &["2 error", "D2 bad_figure", "0 unchanged"],
        },
        Case {
            file: "13-ni-oui-ni-non.csv",
            bytes: csv(
                &sheet("", &["Identifiant|État|À retirer|Confirmé le", "air-pekin|actif|à voir|sans doute"]),
                ';',
                UTF_8,
            ),
            told: &["2 error", "C2 bad_truth", "D2 bad_confirmation", "0 unchanged"],
        },
        Case {
            file: "14-acteur-inconnu.csv",
            bytes: project("Participants", "Angers (responsable); Club des amis de l'Atlantide"),
            told: &["2 error", "D2 unknown_record", "0 unchanged"],
        },
        Case {
            file: "15-tout-faux.csv",
            bytes: csv(
                &sheet("", &["标题|主题|状态|地区|开始|预算", "试点|不存在的主题|不明白|吉林|明年|很多钱"]),
                ',',
                UTF_8,
            ),
            told: &[
                "2 error",
                "B2 unknown_record: agriculture-gastronomie-art-de-vivre economie gouvernance-formation sante territoires-durables tourisme-loisirs",
                "C2 unknown_term: planned active presumed_active suspended ended cancelled unknown",
                "D2 ambiguous_record: CN-220000 CN-220200",
                "E2 bad_date",
                "F2 bad_money",
                "0 unchanged",
            ],
        },
    ]
}

fn records() -> Vec<Case> {
    vec![
        Case {
            file: "16-deux-lignes-une-fiche.csv",
            bytes: csv(
                &sheet(
                    "",
                    &[
                        "Identifiant|Titre|État",
                        "air-pekin|Air|actif",
                        "caidian|Caidian|actif",
                        "air-pekin|Air|terminé",
                    ],
                ),
                ';',
                UTF_8,
            ),
            told: &[
                "2 error",
                "2 same_record",
                "3 changed caidian /title/fr=Caidian",
                "4 error",
                "4 same_record",
                "0 unchanged",
            ],
        },
        Case {
            file: "17-identifiant-inconnu.csv",
            bytes: csv(&sheet("", &["Identifiant|Titre|État", "air-pekni|Air|actif"]), ';', UTF_8),
            told: &["2 error", "A2 unknown_id: air-pekin", "0 unchanged"],
        },
        Case {
            file: "18-sans-titre.csv",
            bytes: csv(&sheet("", &["Identifiant|Titre|Thème|État", "||Énergie|prévu"]), ';', UTF_8),
            told: &["2 error", "B2 missing", "0 unchanged"],
        },
        Case {
            file: "19-sans-colonne-theme.csv",
            bytes: csv(&sheet("", &["Titre|Territoires|Budget", "Ferme|Wuhan|10 k€"]), ';', UTF_8),
            told: &["2 error", "2 missing_column", "(2 assumed)", "0 unchanged"],
        },
        Case {
            file: "20-champ-obligatoire-vide.xlsx",
            bytes: filled(
                &["FR-REG-53"],
                Lang::Fr,
                &[
                    ("Projets", "ic-bretagne", "Thème", ""),
                    ("Projets", "ic-bretagne", "État", ""),
                    ("Partenariats", "brest--qingdao", "Acteurs", ""),
                ],
            ),
            told: &[
                "Partenariats!2 error",
                "Partenariats!F2 missing",
                "Projets!6 error",
                "Projets!H6 missing",
                "Projets!J6 missing",
                "15 unchanged",
            ],
        },
        Case {
            file: "21-retrait-impossible.csv",
            bytes: csv(
                &sheet(
                    "",
                    &[
                        "Identifiant|Acteurs|À retirer",
                        "brest--qingdao|Brest; Qingdao|",
                        "bretagne--prov-shandong||oui",
                    ],
                ),
                ';',
                UTF_8,
            ),
            told: &["3 error", "3 still_referred", "1 unchanged"],
        },
        Case {
            file: "22-retirer-ce-qui-n-existe-pas.csv",
            bytes: csv(
                &sheet("", &["Identifiant|Titre|Thème|État|À retirer", "|Ferme|Énergie|prévu|oui"]),
                ';',
                UTF_8,
            ),
            told: &["2 error", "E2 nothing_to_withdraw", "0 unchanged"],
        },
        Case {
            file: "23-hors-de-portee.xlsx",
            bytes: filled(
                &["FR-REG-53"],
                Lang::Fr,
                &[
                    ("Projets", "30", "Identifiant", "air-pekin"),
                    ("Projets", "30", "État", "terminé"),
                    ("Projets", "31", "Titre", "Chez les voisins"),
                    ("Projets", "31", "Thème", "Culture"),
                    ("Projets", "31", "État", "prévu"),
                    ("Projets", "31", "Territoires", "Nantes"),
                ],
            ),
            told: &[
                "Projets!30 error",
                "Projets!A30 out_of_scope",
                "Projets!31 error",
                "Projets!31 out_of_scope",
                "17 unchanged",
            ],
        },
        Case {
            file: "24-renvoi-a-une-ligne-fautive.xlsx",
            bytes: xlsx(&[
                sheet(
                    "Acteurs",
                    &["Nom|Nature|Siège", "Lycée du bout du monde|établissement scolaire|Atlantide"],
                ),
                sheet(
                    "Projets",
                    &["Titre|Thème|État|Participants", "Échange|Culture|prévu|Lycée du bout du monde"],
                ),
            ]),
            told: &[
                "Acteurs!2 error",
                "Acteurs!C2 unknown_record",
                "Projets!2 error",
                "Projets!D2 faulty_row",
                "0 unchanged",
            ],
        },
        Case {
            file: "25-sujet-incertain.csv",
            bytes: csv(&sheet("", &["Identifiant|Début|Fin", "|2010|2012"]), ';', UTF_8),
            told: &["no_sheet", "ambiguous_sheet: partnerships projects resources", "0 unchanged"],
        },
        Case {
            file: "26-colonnes-d-ailleurs.csv",
            bytes: csv(&sheet("", &["Réf client|Désignation|Quantité|Prix", "A12|Vis|100|2,50"]), ';', UTF_8),
            told: &["no_sheet", "no_header", "0 unchanged"],
        },
    ]
}

fn files() -> Vec<Case> {
    let table = "<row r='1'><c r='A1' t='s'><v>0</v></c></row>";
    let program = |name: &'static str| made::workbook(table, &[(name, "x")]);
    let mut compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    compound.resize(1024, 0);
    vec![
        Case { file: "27-vide.csv", bytes: b"\r\n\r\n".to_vec(), told: &["refused enquête empty_file"] },
        Case { file: "28-ancien-classeur.xls", bytes: compound, told: &["refused enquête old_workbook"] },
        Case {
            file: "29-macros.xlsm",
            bytes: program("xl/vbaProject.bin"),
            told: &["refused enquête macros"],
        },
        Case {
            file: "30-liens-externes.xlsx",
            bytes: program("xl/externalLinks/externalLink1.xml"),
            told: &["refused enquête external_link"],
        },
        Case {
            file: "31-chemin-piege.xlsx",
            bytes: program("../../etc/cron.d/x"),
            told: &["refused enquête unsafe_name"],
        },
        Case {
            file: "32-entites.xlsx",
            bytes: made::workbook(
                table,
                &[(
                    "xl/sharedStrings.xml",
                    "<!DOCTYPE sst [<!ENTITY a 'aaaaaaaaaa'>]><sst><si><t>&a;&a;</t></si></sst>",
                )],
            ),
            told: &["refused enquête document_type"],
        },
        Case {
            file: "33-pdf.xlsx",
            bytes: b"%PDF-1.7 rapport".to_vec(),
            told: &["refused enquête not_a_sheet"],
        },
        Case {
            file: "34-guillemet-ouvert.csv",
            bytes: "Identifiant;Titre;État\r\nair-pekin;\"Prévision de la qualité;actif\r\n"
                .as_bytes()
                .to_vec(),
            told: &["refused B2 open_quote"],
        },
        Case {
            file: "35-tronque.xlsx",
            bytes: {
                let mut whole = xlsx(&[sheet("Projets", &["Identifiant|État", "air-pekin|actif"])]);
                whole.truncate(whole.len() / 2);
                whole
            },
            told: &["refused enquête damaged"],
        },
    ]
}
