//! What is wrong with some input, and where.

use crate::{Form, Hazard, Id, Lang, RecordKind};

/// One fault of an input: where it is, what it is, and what would have been right.
///
/// Faults are collected, never thrown one by one: whoever corrects a sheet sees them all at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where: a query parameter (`theme`), a JSON pointer (`/period/end`), or file, row and column
    /// (`projects.csv, row 12, theme`).
    pub at: String,
    /// The offending value, as given.
    pub value: Option<String>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// The ways in which an input can be wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// No parameter or member has this name.
    UnknownName {
        /// The nearest names that exist.
        nearest: Vec<String>,
    },
    /// A value that is not in its vocabulary or code list.
    UnknownValue {
        /// The nearest values that exist.
        nearest: Vec<String>,
    },
    /// A value that cannot be read: of a request, a record, or a cell of a sheet.
    BadForm {
        /// The form that is expected.
        form: Form,
    },
    /// A file that cannot be read: its description, its rows. Whoever imports files reads English.
    Malformed {
        /// The form that is expected, as an example or a rule, in English.
        expected: String,
    },
    /// A number, a length or a date outside its bounds. A bound may end in its unit (`bytes`, `words`,
    /// `items` or `levels`) after a space, which the message translates.
    OutOfRange {
        /// The smallest value allowed.
        min: String,
        /// The largest value allowed.
        max: String,
    },
    /// A value that must be given and was not.
    Missing,
    /// A parameter that may be given once was given again.
    Repeated,
    /// Two values that exclude each other.
    Conflict {
        /// The other one.
        with: Rival,
    },
    /// A reference to a record that does not exist.
    Dangling {
        /// The kind of record referred to.
        kind: RecordKind,
        /// The nearest identifiers that exist.
        nearest: Vec<String>,
    },
    /// The same identifier twice in one input.
    Duplicate,
    /// The end of a period before its start.
    EndBeforeStart,
    /// A parent chain that returns to its start.
    Cycle,
    /// A record that others still refer to cannot be removed.
    StillReferred {
        /// One of those that refer to it.
        by: Id,
    },
    /// A file that is not read, or a place in it that cannot be.
    Hazard {
        /// Why.
        hazard: Hazard,
    },
}

/// What a value cannot be combined with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rival {
    /// Another field, or a field with a value, as it is written: `f=csv`.
    Field(String),
    /// The other values of the same field: together they leave no record.
    OtherValues,
    /// The filter or the order that it is given with: it belongs to others.
    ThisQuery,
}

impl Fault {
    /// A fault at a place, with the value that shows it.
    #[must_use]
    pub fn new(at: impl Into<String>, value: impl Into<String>, kind: FaultKind) -> Self {
        Self { at: at.into(), value: Some(value.into()), kind }
    }

    /// A fault at a place where there is no value to show.
    #[must_use]
    pub fn at(at: impl Into<String>, kind: FaultKind) -> Self {
        Self { at: at.into(), value: None, kind }
    }

    /// The nearest valid values, or what was probably meant, where the fault has some.
    #[must_use]
    pub fn nearest(&self) -> &[String] {
        match &self.kind {
            FaultKind::UnknownName { nearest }
            | FaultKind::UnknownValue { nearest }
            | FaultKind::Dangling { nearest, .. } => nearest,
            FaultKind::BadForm { form } => form.perhaps(),
            _ => &[],
        }
    }

    /// The fault in words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let body = self.kind.message(lang);
        let shown = |value: &str| -> String { value.chars().take(80).collect() };
        match (&self.value, lang) {
            (Some(value), Lang::Fr) => format!("« {} » : {body}", shown(value)),
            (Some(value), Lang::En) => format!("\"{}\": {body}", shown(value)),
            (Some(value), Lang::Zh) => format!("“{}”：{body}", shown(value)),
            (None, _) => body,
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.at, self.message(Lang::En))
    }
}

impl FaultKind {
    /// A short stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownName { .. } => "unknown_name",
            Self::UnknownValue { .. } => "unknown_value",
            Self::BadForm { .. } | Self::Malformed { .. } => "malformed",
            Self::OutOfRange { .. } => "out_of_range",
            Self::Missing => "missing",
            Self::Repeated => "repeated",
            Self::Conflict { .. } => "conflict",
            Self::Dangling { .. } => "dangling",
            Self::Duplicate => "duplicate",
            Self::EndBeforeStart => "end_before_start",
            Self::Cycle => "cycle",
            Self::StillReferred { .. } => "still_referred",
            Self::Hazard { hazard } => hazard.code(),
        }
    }

    fn message(&self, lang: Lang) -> String {
        match self {
            Self::UnknownName { nearest } => {
                ["ce nom n'existe pas", "no such name", "名称不存在"][lang.index()].to_owned()
                    + &hint(nearest, lang)
            }
            Self::UnknownValue { nearest } => {
                ["valeur inconnue", "unknown value", "未知的值"][lang.index()].to_owned()
                    + &hint(nearest, lang)
            }
            Self::BadForm { form } => unreadable(&form.describe(lang), lang),
            Self::Malformed { expected } => unreadable(expected, lang),
            Self::OutOfRange { min, max } => {
                let (min, max) = (bound(min, lang), bound(max, lang));
                match lang {
                    Lang::Fr => format!("hors limites : de {min} à {max}"),
                    Lang::En => format!("out of range: from {min} to {max}"),
                    Lang::Zh => format!("超出范围：{min} 至 {max}"),
                }
            }
            Self::Missing => {
                ["valeur manquante", "a value is missing", "缺少必填值"][lang.index()].to_owned()
            }
            Self::Repeated => {
                ["donné plusieurs fois", "given more than once", "重复给出"][lang.index()].to_owned()
            }
            Self::Conflict { with } => with.message(lang),
            Self::Dangling { kind, nearest } => {
                let kind = kind.label(lang);
                let text = match lang {
                    Lang::Fr => format!("aucune fiche « {kind} » de cet identifiant"),
                    Lang::En => format!("no {kind} has this identifier"),
                    Lang::Zh => format!("不存在该标识的{kind}"),
                };
                text + &hint(nearest, lang)
            }
            Self::Duplicate => {
                ["identifiant en double", "duplicate identifier", "标识重复"][lang.index()].to_owned()
            }
            Self::EndBeforeStart => {
                ["la fin précède le début", "the end lies before the start", "结束早于开始"][lang.index()]
                    .to_owned()
            }
            Self::Cycle => {
                ["est son propre ancêtre", "is its own ancestor", "是其自身的上级"][lang.index()].to_owned()
            }
            Self::StillReferred { by } => match lang {
                Lang::Fr => format!("encore cité par {by}"),
                Lang::En => format!("still referred to by {by}"),
                Lang::Zh => format!("仍被 {by} 引用"),
            },
            Self::Hazard { hazard } => hazard.describe(lang),
        }
    }
}

impl Rival {
    fn message(&self, lang: Lang) -> String {
        let words = match self {
            Self::Field(field) => {
                return match lang {
                    Lang::Fr => format!("incompatible avec {field}"),
                    Lang::En => format!("cannot be combined with {field}"),
                    Lang::Zh => format!("与 {field} 冲突"),
                };
            }
            Self::OtherValues => [
                "incompatible avec les autres valeurs de ce paramètre : ensemble, elles excluent toute fiche",
                "cannot be combined with the other values of this parameter: together they exclude every record",
                "与该参数的其他值冲突：合在一起会排除所有记录",
            ],
            Self::ThisQuery => [
                "incompatible avec ce filtre ou cet ordre : fait pour un autre",
                "cannot be combined with this filter or order: it was made for another",
                "与此筛选或排序不符：它属于另一查询",
            ],
        };
        words[lang.index()].to_owned()
    }
}

fn unreadable(expected: &str, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("illisible ; attendu : {expected}"),
        Lang::En => format!("cannot be read; expected: {expected}"),
        Lang::Zh => format!("无法识别；应为：{expected}"),
    }
}

/// A bound with its unit in a language.
fn bound(text: &str, lang: Lang) -> String {
    const UNITS: [(&str, [&str; 3]); 4] = [
        (" bytes", [" octets", " bytes", " 字节"]),
        (" words", [" mots", " words", " 个词"]),
        (" items", [" éléments", " items", " 项"]),
        (" levels", [" niveaux", " levels", " 层"]),
    ];
    for (unit, translated) in UNITS {
        if let Some(number) = text.strip_suffix(unit) {
            return format!("{number}{}", translated[lang.index()]);
        }
    }
    text.to_owned()
}

fn hint(nearest: &[String], lang: Lang) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let values = nearest.join(", ");
    match lang {
        Lang::Fr => format!(" ; le plus proche : {values}"),
        Lang::En => format!("; nearest: {values}"),
        Lang::Zh => format!("；最接近：{values}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every form once, with what it may hold.
    fn forms() -> Vec<Form> {
        let perhaps = || Some("1,2".to_owned());
        let forms = vec![
            Form::Boolean,
            Form::WholeNumber { min: 1, max: 9 },
            Form::Period,
            Form::Bbox { perhaps: perhaps() },
            Form::Point { perhaps: perhaps() },
            Form::Distance,
            Form::SearchWord,
            Form::Cursor,
            Form::PercentEncoded,
            Form::Json { line: 1, column: 9 },
            Form::Object,
            Form::List { perhaps: perhaps() },
            Form::Text { perhaps: perhaps() },
            Form::WithoutNul,
            Form::Identifier { perhaps: perhaps() },
            Form::Date { perhaps: perhaps() },
            Form::Code,
            Form::Money { perhaps: perhaps() },
            Form::Figure,
            Form::Participant,
            Form::Membership,
            Form::Boundary,
            Form::ListItems,
            Form::ListEscape,
            Form::EntityTag,
            Form::RequestKey,
            Form::Moment,
            Form::Email,
            Form::Phone,
        ];
        for (at, form) in forms.iter().enumerate() {
            // A form that is added has to find its place here, and in the list above.
            let place = match form {
                Form::Boolean => 0,
                Form::WholeNumber { .. } => 1,
                Form::Period => 2,
                Form::Bbox { .. } => 3,
                Form::Point { .. } => 4,
                Form::Distance => 5,
                Form::SearchWord => 6,
                Form::Cursor => 7,
                Form::PercentEncoded => 8,
                Form::Json { .. } => 9,
                Form::Object => 10,
                Form::List { .. } => 11,
                Form::Text { .. } => 12,
                Form::WithoutNul => 13,
                Form::Identifier { .. } => 14,
                Form::Date { .. } => 15,
                Form::Code => 16,
                Form::Money { .. } => 17,
                Form::Figure => 18,
                Form::Participant => 19,
                Form::Membership => 20,
                Form::Boundary => 21,
                Form::ListItems => 22,
                Form::ListEscape => 23,
                Form::EntityTag => 24,
                Form::RequestKey => 25,
                Form::Moment => 26,
                Form::Email => 27,
                Form::Phone => 28,
            };
            assert_eq!(place, at);
        }
        forms
    }

    /// Every hazard once.
    fn hazards() -> Vec<Hazard> {
        let max = 4 << 20;
        let hazards = vec![
            Hazard::EmptyFile,
            Hazard::NotASheet,
            Hazard::OldWorkbook,
            Hazard::Protected,
            Hazard::Damaged,
            Hazard::TooLarge { max },
            Hazard::Bomb,
            Hazard::TooManyParts { max },
            Hazard::UnsafeName,
            Hazard::NestedArchive,
            Hazard::Macros,
            Hazard::ExternalLink,
            Hazard::EmbeddedObject,
            Hazard::DocumentType,
            Hazard::TooManySheets { max },
            Hazard::TooManyRows { max },
            Hazard::TooManyColumns { max },
            Hazard::TooManyCells { max },
            Hazard::TooMuchText { max },
            Hazard::LongCell { max },
            Hazard::BadPlace,
            Hazard::UnknownEncoding,
            Hazard::StrayQuote,
            Hazard::OpenQuote,
        ];
        let codes: std::collections::BTreeSet<_> = hazards.iter().map(|hazard| hazard.code()).collect();
        assert_eq!(codes.len(), hazards.len());
        hazards
    }

    /// Every kind of fault of a request once.
    fn kinds() -> Vec<FaultKind> {
        let nearest = || vec!["sante".to_owned()];
        let by = Id::new("sante").unwrap();
        let mut kinds = vec![
            FaultKind::UnknownName { nearest: nearest() },
            FaultKind::UnknownValue { nearest: nearest() },
            FaultKind::OutOfRange { min: "1 words".into(), max: "9 bytes".into() },
            FaultKind::OutOfRange { min: "1 items".into(), max: "9 levels".into() },
            FaultKind::Missing,
            FaultKind::Repeated,
            FaultKind::Duplicate,
            FaultKind::EndBeforeStart,
            FaultKind::Cycle,
            FaultKind::StillReferred { by },
            FaultKind::Conflict { with: Rival::Field("f=csv".into()) },
            FaultKind::Conflict { with: Rival::OtherValues },
            FaultKind::Conflict { with: Rival::ThisQuery },
        ];
        kinds.extend(
            RecordKind::ALL.iter().map(|kind| FaultKind::Dangling { kind: *kind, nearest: nearest() }),
        );
        kinds.extend(forms().into_iter().map(|form| FaultKind::BadForm { form }));
        kinds.extend(hazards().into_iter().map(|hazard| FaultKind::Hazard { hazard }));
        for kind in &kinds {
            match kind {
                // Of files only, in English.
                FaultKind::Malformed { .. } => unreachable!(),
                FaultKind::UnknownName { .. }
                | FaultKind::UnknownValue { .. }
                | FaultKind::BadForm { .. }
                | FaultKind::OutOfRange { .. }
                | FaultKind::Missing
                | FaultKind::Repeated
                | FaultKind::Conflict { .. }
                | FaultKind::Dangling { .. }
                | FaultKind::Duplicate
                | FaultKind::EndBeforeStart
                | FaultKind::Cycle
                | FaultKind::StillReferred { .. }
                | FaultKind::Hazard { .. } => {}
            }
        }
        kinds
    }

    fn words(text: &str) -> Vec<String> {
        let letters = text.split(|c: char| !c.is_ascii_alphabetic());
        letters.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    }

    #[test]
    fn no_fault_speaks_english_to_who_asked_for_another_language() {
        // What is the same in every language: identifiers, parameters, units, standards.
        const ANYWHERE: &[&str] = &[
            "etag",
            "r",
            "uuid",
            "utc",
            "international",
            "example",
            "org",
            "t",
            "z",
            "sante",
            "true",
            "false",
            "km",
            "f",
            "csv",
            "next",
            "utf",
            "rfc",
            "c",
            "a",
            "json",
            "geojson",
            "multipolygon",
            "nul",
            "gbt",
            "eur",
            "fr",
            "reg",
            "xlsx",
            "xls",
            "xlsb",
            "ods",
            "xml",
            "dtd",
            "mib",
        ];
        // Words that French spells as English does.
        const FRENCH_TOO: &[&str] = &[
            "longitude",
            "latitude",
            "distance",
            "date",
            "mm",
            "page",
            "source",
            "code",
            "positions",
            "unit",
            "macros",
            "archive",
            "type",
        ];
        for kind in kinds() {
            let english = words(&kind.message(Lang::En));
            for word in words(&kind.message(Lang::Zh)) {
                assert!(ANYWHERE.contains(&word.as_str()), "{word}: {}", kind.message(Lang::Zh));
            }
            for word in words(&kind.message(Lang::Fr)) {
                let allowed = ANYWHERE.contains(&word.as_str()) || FRENCH_TOO.contains(&word.as_str());
                assert!(allowed || !english.contains(&word), "{word}: {}", kind.message(Lang::Fr));
            }
        }
    }

    #[test]
    fn a_bound_speaks_of_its_unit_in_the_language_asked() {
        let kind = FaultKind::OutOfRange { min: "0".into(), max: "8192 bytes".into() };
        assert_eq!(kind.message(Lang::Fr), "hors limites : de 0 à 8192 octets");
        assert_eq!(kind.message(Lang::Zh), "超出范围：0 至 8192 字节");
    }
}
