//! The columns of each surveyed kind, with their titles in French, English and Chinese and the other
//! words that people use for them.

use atlas_formats::package::row::Row;
use atlas_index::fold;
use atlas_model::{Lang, RecordKind};

use super::{Column, Layout, Shape};
use crate::vocabulary::Vocabulary;

/// A title in each language.
type Titles = [&'static str; 3];

/// Other words for a column.
type Others = &'static [&'static str];

const DATE: Shape = Shape::Date;
const TERRITORY: Shape = Shape::One(RecordKind::Territory);
const TERRITORIES: Shape = Shape::Many(RecordKind::Territory);
const ACTOR: Shape = Shape::One(RecordKind::Actor);
const THEME: Shape = Shape::One(RecordKind::Theme);
const THEMES: Shape = Shape::Many(RecordKind::Theme);

/// The columns of a kind.
pub(super) fn layout(kind: RecordKind) -> Layout {
    let mut made = Builder { row: Row::of(kind), columns: Vec::new() };
    made.cell(
        "id",
        Shape::Id,
        ["Identifiant", "Identifier", "标识"],
        &["id", "identifiant atlas", "atlas id", "标识符"],
    );
    match kind {
        RecordKind::Actor => actor(&mut made),
        RecordKind::Partnership => partnership(&mut made),
        RecordKind::Project => project(&mut made),
        RecordKind::Resource => resource(&mut made),
        _ => need(&mut made),
    }
    made.own(
        Shape::Confirmed,
        ["Confirmé le", "Confirmed on", "确认日期"],
        &["confirmé", "confirmation", "date de confirmation", "confirmed", "确认", "已确认"],
    );
    made.own(
        Shape::Withdrawn,
        ["À retirer", "To delete", "待删除"],
        &[
            "retirer",
            "à supprimer",
            "supprimer",
            "delete",
            "remove",
            "to remove",
            "to withdraw",
            "删除",
            "要删除",
            "撤回",
        ],
    );
    Layout { kind, row: made.row, columns: made.columns }
}

fn actor(made: &mut Builder) {
    made.text(
        "name",
        ["Nom", "Name", "名称"],
        &[
            "acteur",
            "collectivité",
            "organisme",
            "dénomination",
            "organisation",
            "authority",
            "actor",
            "单位",
            "机构",
            "单位名称",
            "机构名称",
        ],
    );
    made.cell("kind", Shape::Term(Vocabulary::ActorKind), ["Nature", "Kind", "类型"], KIND);
    made.cell(
        "seat",
        TERRITORY,
        ["Siège", "Seat", "所在地"],
        &["territoire", "ville", "lieu", "territory", "city", "place", "地区", "城市"],
    );
    made.cell("governs", TERRITORY, ["Gouverne", "Governs", "管辖地区"], &["territoire gouverné", "管辖"]);
    made.cell(
        "aliases",
        Shape::Texts,
        ["Autres noms", "Other names", "其他名称"],
        &["sigle", "abréviation", "abbreviation", "aliases", "简称", "别名"],
    );
    made.cell(
        "website",
        Shape::Text,
        ["Site", "Web site", "网站"],
        &["site web", "site internet", "website", "url", "网址"],
    );
    made.cell(
        "contact_function",
        Shape::Text,
        ["Contact", "Contact", "联系部门"],
        &["service", "fonction", "office"],
    );
    made.cell(
        "contact_email",
        Shape::Text,
        ["Courriel", "E-mail", "电子邮箱"],
        &["email", "mail", "adresse électronique", "mél", "邮箱"],
    );
}

fn partnership(made: &mut Builder) {
    made.text(
        "name",
        ["Intitulé", "Name", "名称"],
        &["nom", "nom du partenariat", "partenariat", "titre", "title", "partnership", "合作名称"],
    );
    made.cell("kind", Shape::Term(Vocabulary::PartnershipKind), ["Nature", "Kind", "类型"], KIND);
    made.cell(
        "actors",
        Shape::Many(RecordKind::Actor),
        ["Acteurs", "Actors", "参与方"],
        &[
            "partenaires",
            "collectivités",
            "collectivités partenaires",
            "partners",
            "authorities",
            "合作方",
            "合作双方",
            "合作单位",
        ],
    );
    made.state();
    made.cell(
        "themes",
        THEMES,
        ["Thèmes", "Themes", "主题"],
        &["thématiques", "thématique", "thème", "domaines", "domaine", "theme", "fields", "领域", "合作领域"],
    );
    made.text("note", ["Note", "Note", "备注"], NOTE);
}

fn project(made: &mut Builder) {
    made.text(
        "title",
        ["Titre", "Title", "标题"],
        &[
            "projet",
            "intitulé",
            "intitulé du projet",
            "titre du projet",
            "nom du projet",
            "nom",
            "project",
            "name",
            "project title",
            "项目",
            "项目名称",
            "名称",
        ],
    );
    made.cell(
        "partnerships",
        Shape::Many(RecordKind::Partnership),
        ["Partenariats", "Partnerships", "合作关系"],
        &["partenariat", "partnership", "cadre", "友好关系"],
    );
    made.cell(
        "participants",
        Shape::Participants,
        ["Participants", "Participants", "参与方"],
        &["acteurs", "partenaires", "opérateurs", "actors", "partners", "参与单位", "合作方"],
    );
    made.cell(
        "territories",
        TERRITORIES,
        ["Territoires", "Territories", "地区"],
        &[
            "territoire",
            "lieux",
            "lieu",
            "localisation",
            "villes",
            "places",
            "location",
            "地点",
            "城市",
            "实施地点",
        ],
    );
    made.cell("theme", THEME, ["Thème", "Theme", "主题"], MAIN_THEME);
    made.cell(
        "themes",
        THEMES,
        ["Autres thèmes", "Further themes", "其他主题"],
        &[
            "thèmes secondaires",
            "thèmes associés",
            "thèmes",
            "other themes",
            "themes",
            "secondary themes",
            "次要主题",
        ],
    );
    made.state();
    made.cell(
        "budget",
        Shape::Money,
        ["Budget", "Budget", "预算"],
        &["coût", "montant", "budget total", "cost", "amount", "经费", "总预算", "金额"],
    );
    made.cell(
        "results",
        Shape::Figures,
        ["Résultats", "Results", "成果"],
        &["résultats chiffrés", "chiffres", "outcomes", "figures", "成效"],
    );
    made.text("description", ["Description", "Description", "说明"], DESCRIPTION);
}

fn resource(made: &mut Builder) {
    made.text("name", ["Nom", "Name", "名称"], &["ressource", "moyen", "resource", "资源", "资源名称"]);
    made.cell("kind", Shape::Term(Vocabulary::ResourceKind), ["Nature", "Kind", "类型"], KIND);
    made.cell(
        "owner",
        ACTOR,
        ["Propriétaire", "Owner", "所有方"],
        &["porteur", "structure porteuse", "gestionnaire", "主办单位"],
    );
    made.cell(
        "seat",
        TERRITORY,
        ["Siège", "Seat", "所在地"],
        &["lieu", "ville", "place", "city", "地点", "城市"],
    );
    made.cell(
        "covers",
        TERRITORIES,
        ["Couvre", "Covers", "覆盖地区"],
        &["territoires couverts", "zone", "zone d'action", "territories covered", "area", "覆盖范围"],
    );
    made.cell(
        "themes",
        THEMES,
        ["Thèmes", "Themes", "主题"],
        &["thématiques", "thème", "domaines", "theme", "fields", "领域"],
    );
    made.cell(
        "sharing",
        Shape::Term(Vocabulary::Sharing),
        ["Partage", "Sharing", "共享"],
        &["partagé", "mutualisé", "shared"],
    );
    made.text(
        "available_to",
        ["Ouvert à", "Available to", "使用对象"],
        &["public visé", "bénéficiaires", "users"],
    );
    made.state();
    made.text("description", ["Description", "Description", "说明"], DESCRIPTION);
}

fn need(made: &mut Builder) {
    made.text(
        "description",
        ["Besoin", "Need", "需求"],
        &["description", "demande", "objet", "request", "需求描述", "需求内容", "说明"],
    );
    made.cell(
        "territory",
        TERRITORY,
        ["Territoire", "Territory", "地区"],
        &["lieu", "ville", "place", "city", "城市"],
    );
    made.cell(
        "expressed_by",
        ACTOR,
        ["Exprimé par", "Expressed by", "提出方"],
        &["demandeur", "acteur", "requested by", "actor", "提出单位"],
    );
    made.cell("theme", THEME, ["Thème", "Theme", "主题"], MAIN_THEME);
    made.text("addressed_to", ["Adressé à", "Addressed to", "面向"], &["destinataire", "recipient"]);
    made.cell("date", DATE, ["Date", "Date", "日期"], &["exprimé le", "expressed on", "时间"]);
    made.cell(
        "met_by",
        Shape::Many(RecordKind::Project),
        ["Satisfait par", "Met by", "对应项目"],
        &["projets", "projects", "项目"],
    );
}

const KIND: Others = &["type", "catégorie", "category", "类别", "性质"];
const NOTE: Others =
    &["remarques", "observations", "commentaire", "commentaires", "notes", "remarks", "comments", "说明"];
const DESCRIPTION: Others = &[
    "résumé",
    "descriptif",
    "présentation",
    "contenu",
    "objet",
    "summary",
    "abstract",
    "content",
    "简介",
    "描述",
    "内容",
];
const MAIN_THEME: Others =
    &["thématique", "thème principal", "domaine", "main theme", "primary theme", "field", "领域", "主要主题"];

struct Builder {
    row: Row,
    columns: Vec<Column>,
}

impl Builder {
    /// A column of the package, of one cell.
    fn cell(&mut self, name: &str, shape: Shape, titles: Titles, others: Others) {
        let mut names = vec![(fold(name), None)];
        for text in titles.iter().chain(others) {
            add(&mut names, fold(text), None);
        }
        self.push(name, shape, titles.map(str::to_owned), None, names);
    }

    /// The columns of a text, one for each language. In a sheet of a language, the bare title means the
    /// text in this language; elsewhere the language stands behind it.
    fn text(&mut self, name: &str, titles: Titles, others: Others) {
        for lang in Lang::ALL.iter().copied() {
            let package = format!("{name}_{lang}");
            let mut names = vec![(fold(&package), None)];
            for (title_lang, title) in Lang::ALL.iter().copied().zip(titles) {
                // A title that another language has too means this one in a sheet of this language.
                if title_lang == lang {
                    add(&mut names, fold(title), Some(lang));
                }
            }
            for other in others {
                // A word in Chinese characters speaks of the Chinese text, any other of the sheet's language.
                let is_chinese =
                    !other.is_ascii() && other.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                if !is_chinese || lang == Lang::Zh {
                    add(&mut names, fold(other), Some(lang));
                }
            }
            for base in titles.iter().chain(others) {
                for spoken in spoken(lang) {
                    add(&mut names, fold(&format!("{base} {spoken}")), None);
                    add(&mut names, fold(&format!("{spoken} {base}")), None);
                    add(&mut names, fold(&format!("{spoken}{base}")), None);
                }
                add(&mut names, fold(&format!("{base} en {}", spoken(lang)[0])), None);
                add(&mut names, fold(&format!("{base} in {}", spoken(lang)[1])), None);
            }
            let shown = Lang::ALL.iter().zip(titles).map(|(shown_in, title)| {
                let spoken = spoken(lang)[shown_in.index()];
                match shown_in {
                    _ if *shown_in == lang => title.to_owned(),
                    Lang::Zh => format!("{title}（{spoken}）"),
                    _ => format!("{title} ({spoken})"),
                }
            });
            let shown: Vec<String> = shown.collect();
            let titles = [shown[0].clone(), shown[1].clone(), shown[2].clone()];
            self.push(&package, Shape::Text, titles, Some(lang), names);
        }
    }

    /// Where it stands, and from when to when.
    fn state(&mut self) {
        self.cell(
            "status",
            Shape::Term(Vocabulary::Status),
            ["État", "Status", "状态"],
            &["statut", "avancement", "état d'avancement", "state", "progress", "现状", "进展"],
        );
        self.cell(
            "start",
            DATE,
            ["Début", "Start", "开始"],
            &[
                "date de début",
                "depuis",
                "année de début",
                "date de signature",
                "start date",
                "since",
                "from",
                "开始日期",
                "开始时间",
                "起始时间",
                "开始年份",
                "签署日期",
            ],
        );
        self.cell(
            "end",
            DATE,
            ["Fin", "End", "结束"],
            &[
                "date de fin",
                "jusqu'à",
                "année de fin",
                "échéance",
                "end date",
                "until",
                "to",
                "结束日期",
                "结束时间",
                "截止日期",
                "终止时间",
            ],
        );
    }

    /// A column that only a survey has.
    fn own(&mut self, shape: Shape, titles: Titles, others: Others) {
        let mut names = Vec::new();
        for text in titles.iter().chain(others) {
            add(&mut names, fold(text), None);
        }
        self.columns.push(Column {
            at: None,
            pointer: String::new(),
            titles: titles.map(str::to_owned),
            shape,
            lang: None,
            required: false,
            names,
        });
    }

    fn push(
        &mut self,
        name: &str,
        shape: Shape,
        titles: [String; 3],
        lang: Option<Lang>,
        names: Vec<(String, Option<Lang>)>,
    ) {
        let at = self.row.position(name);
        let column = at.and_then(|at| self.row.columns().get(at));
        self.columns.push(Column {
            at,
            pointer: column.map(|column| column.pointer.clone()).unwrap_or_default(),
            titles,
            shape,
            lang,
            required: column.is_some_and(|column| column.required),
            names,
        });
    }
}

fn add(names: &mut Vec<(String, Option<Lang>)>, name: String, lang: Option<Lang>) {
    if !name.is_empty()
        && !names.iter().any(|(other, in_lang)| *other == name && (*in_lang == lang || in_lang.is_none()))
    {
        names.push((name, lang));
    }
}

/// The words for a language, in French, English and Chinese, then as people shorten them.
fn spoken(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Fr => &["français", "French", "法文", "fr", "法语"],
        Lang::En => &["anglais", "English", "英文", "en", "英语"],
        Lang::Zh => &["chinois", "Chinese", "中文", "zh", "汉语", "cn"],
    }
}
