//! What is wrong with some input, and where.

use crate::{Id, Lang, RecordKind};

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
    /// A value that cannot be read.
    Malformed {
        /// The form that is expected, as an example or a rule, in English.
        expected: String,
    },
    /// A number, a length or a date outside its bounds.
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
        /// The other field.
        with: String,
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

    /// The nearest valid values, where the fault has some.
    #[must_use]
    pub fn nearest(&self) -> &[String] {
        match &self.kind {
            FaultKind::UnknownName { nearest }
            | FaultKind::UnknownValue { nearest }
            | FaultKind::Dangling { nearest, .. } => nearest,
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
            Self::Malformed { .. } => "malformed",
            Self::OutOfRange { .. } => "out_of_range",
            Self::Missing => "missing",
            Self::Repeated => "repeated",
            Self::Conflict { .. } => "conflict",
            Self::Dangling { .. } => "dangling",
            Self::Duplicate => "duplicate",
            Self::EndBeforeStart => "end_before_start",
            Self::Cycle => "cycle",
            Self::StillReferred { .. } => "still_referred",
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
            Self::Malformed { expected } => match lang {
                Lang::Fr => format!("illisible ; attendu : {expected}"),
                Lang::En => format!("cannot be read; expected: {expected}"),
                Lang::Zh => format!("无法识别；应为：{expected}"),
            },
            Self::OutOfRange { min, max } => match lang {
                Lang::Fr => format!("hors limites : de {min} à {max}"),
                Lang::En => format!("out of range: from {min} to {max}"),
                Lang::Zh => format!("超出范围：{min} 至 {max}"),
            },
            Self::Missing => {
                ["valeur manquante", "a value is missing", "缺少必填值"][lang.index()].to_owned()
            }
            Self::Repeated => {
                ["donné plusieurs fois", "given more than once", "重复给出"][lang.index()].to_owned()
            }
            Self::Conflict { with } => match lang {
                Lang::Fr => format!("incompatible avec {with}"),
                Lang::En => format!("cannot be combined with {with}"),
                Lang::Zh => format!("与 {with} 冲突"),
            },
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
        }
    }
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
