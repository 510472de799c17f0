//! A request as understood: its parameters decoded, its format and language settled.
//!
//! What filters mean is the query crate's business. Here are only the parameters that say how an
//! answer should look, one table of them, from which both the parser and the documentation are made.

use std::convert::Infallible;

use atlas_formats::TextChoice;
use atlas_model::{Fault, FaultKind, Form, Lang, Rival, nearest};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::negotiate::{Format, Preferences};
use crate::problem::{Problem, ProblemKind};
use crate::query_string::{self, Pair};

/// A parameter that says how an answer should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LookParameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// The values that it takes; the first is what holds where it is not given and no header says.
    pub(crate) values: &'static [&'static str],
    /// What it does.
    pub(crate) doc: &'static str,
}

/// The format, out of all.
pub(crate) const F: LookParameter = LookParameter {
    name: "f",
    values: &["json", "geojson", "csv"],
    doc: "The format of the answer. Wins over the `Accept` header.",
};

/// The format of records that are no places.
pub(crate) const F_TABLE: LookParameter = LookParameter { values: &["json", "csv"], ..F };

/// The format of answers that are neither records nor tables.
pub(crate) const F_JSON: LookParameter = LookParameter { values: &["json"], ..F };

/// The language.
pub(crate) const LANG: LookParameter = LookParameter {
    name: "lang",
    values: &["fr", "en", "zh", "all"],
    doc: "The language of names and labels; `all` gives each in every language known. Wins over the `Accept-Language` header. A name that is missing in a language is given in another.",
};

/// The language of a page, which has one.
pub(crate) const LANG_OF_PAGE: LookParameter = LookParameter {
    values: &["fr", "en", "zh"],
    doc: "The language of the page. Wins over the `Accept-Language` header.",
    ..LANG
};

/// Points or outlines.
pub(crate) const GEOMETRY: LookParameter = LookParameter {
    name: "geometry",
    values: &["point", "boundary"],
    doc: "What stands for a territory in GeoJSON: its point, or its outline where one is known.",
};

/// A list instead of a tree.
pub(crate) const FLAT: LookParameter = LookParameter {
    name: "flat",
    values: &["false", "true"],
    doc: "True for a plain list with filters and pages, instead of the whole tree.",
};

/// A parameter that takes any value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FreeParameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) doc: &'static str,
    /// A value that it may take.
    pub(crate) example: &'static str,
}

/// Why something is written.
pub(crate) const REASON: FreeParameter = FreeParameter {
    name: "reason",
    doc: "Why the record is edited, in any language; kept in its history. At most 2,000 characters.",
    example: "correction signalée par la collectivité",
};

/// In which campaign something is written.
pub(crate) const CAMPAIGN: FreeParameter = FreeParameter {
    name: "campaign",
    doc: "The survey campaign that the edit belongs to; kept in the record's history.",
    example: "2015",
};

/// The names of some parameters.
pub(crate) fn names_of(table: &[LookParameter]) -> Vec<&'static str> {
    table.iter().map(|parameter| parameter.name).collect()
}

/// How an answer should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// The format.
    pub(crate) format: Format,
    /// The language or languages.
    pub(crate) texts: TextChoice,
    /// Whether territories are shown by their outlines.
    pub(crate) boundary: bool,
    /// Whether a tree is given as a list.
    pub(crate) flat: bool,
}

impl Look {
    /// The language for what exists in one only: the order of names, the titles of pages.
    pub(crate) fn lang(&self) -> Lang {
        match self.texts {
            TextChoice::One(lang) => lang,
            TextChoice::All => Lang::default(),
        }
    }

    /// The value of `Content-Language`.
    pub(crate) const fn content_language(&self) -> &'static str {
        match self.texts {
            TextChoice::One(lang) => lang.as_str(),
            TextChoice::All => "fr, en, zh",
        }
    }
}

/// A request's parameters, decoded, with what its headers prefer.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// Every parameter that could be decoded, in the order given.
    pub(crate) pairs: Vec<Pair>,
    /// The path, still percent-encoded.
    pub(crate) path: String,
    faults: Vec<Fault>,
    preferences: Preferences,
}

impl<S: Sync> FromRequestParts<S> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let (pairs, mut faults) = query_string::read(parts.uri.query().unwrap_or_default());
        let path = parts.uri.path();
        if !query_string::is_sound_path(path) {
            faults.insert(0, Fault::new("path", path, FaultKind::BadForm { form: Form::PercentEncoded }));
        }
        let preferences = Preferences::of(&parts.headers);
        Ok(Self { pairs, path: path.to_owned(), faults, preferences })
    }
}

impl Ask {
    /// The language for pages: the `lang` parameter where it is one, else what the headers prefer.
    pub(crate) fn lang(&self) -> Lang {
        let given = self.pairs.iter().find(|(name, _)| name == LANG.name);
        given.and_then(|(_, value)| value.parse().ok()).unwrap_or(self.preferences.lang)
    }

    /// Settles how the answer looks, with what is wrong so far. Parameters that are not in the table
    /// are left to the caller.
    ///
    /// # Errors
    /// A problem (406) where neither `f` nor `Accept` names a format that is offered.
    pub(crate) fn look(&self, table: &[LookParameter]) -> Result<(Look, Vec<Fault>), Problem> {
        let (chosen, mut faults) = self.chosen(table);
        let value = |parameter: LookParameter| {
            chosen.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| *value)
        };
        let offered: Vec<Format> = match table.iter().find(|parameter| parameter.name == F.name) {
            Some(parameter) => {
                Format::ALL.into_iter().filter(|f| parameter.values.contains(&f.as_str())).collect()
            }
            None => vec![Format::Json],
        };
        let format = match value(F) {
            Some(named) => offered.iter().copied().find(|format| format.as_str() == named),
            // A wrong `f` is a fault already; what `Accept` says does not matter then.
            None if self.pairs.iter().any(|(name, _)| name == F.name) => offered.first().copied(),
            None => self.preferences.format(&offered),
        };
        let Some(format) = format else {
            let nearest = offered.iter().map(|format| format.media_type().to_owned()).collect();
            let fault = Fault::at("Accept", FaultKind::UnknownValue { nearest });
            return Err(Problem::of(ProblemKind::NotAcceptable, vec![fault]));
        };
        let texts = match value(LANG) {
            Some("all") => TextChoice::All,
            Some(code) => TextChoice::One(code.parse().unwrap_or_default()),
            None => TextChoice::One(self.preferences.lang),
        };
        if format == Format::Csv && texts == TextChoice::All {
            // A sheet has one column for a name.
            faults.push(Fault::new(
                LANG.name,
                "all",
                FaultKind::Conflict { with: Rival::Field("f=csv".to_owned()) },
            ));
        }
        let is_boundary = value(GEOMETRY) == Some("boundary");
        Ok((Look { format, texts, boundary: is_boundary, flat: value(FLAT) == Some("true") }, faults))
    }

    /// Settles how the answer looks where the table holds every parameter that there is.
    ///
    /// # Errors
    /// A problem that lists everything that is wrong.
    pub(crate) fn only(&self, table: &[LookParameter]) -> Result<Look, Problem> {
        self.only_with(table, &[])
    }

    /// As [`Ask::only`], where some parameters of any value are known too.
    ///
    /// # Errors
    /// A problem that lists everything that is wrong.
    pub(crate) fn only_with(&self, table: &[LookParameter], free: &[&'static str]) -> Result<Look, Problem> {
        let (look, mut faults) = self.look(table)?;
        let known: Vec<_> = names_of(table).into_iter().chain(free.iter().copied()).collect();
        faults.extend(self.strangers_to(&known));
        if faults.is_empty() { Ok(look) } else { Err(Problem::invalid(faults)) }
    }

    /// As [`Ask::only`], for what is answered in one form whatever `Accept` says.
    ///
    /// # Errors
    /// A problem (400) that lists everything that is wrong.
    pub(crate) fn only_json(&self, table: &[LookParameter]) -> Result<Look, Problem> {
        self.only_json_with(table, &[])
    }

    /// As [`Ask::only_json`], where some parameters of any value are known too.
    ///
    /// # Errors
    /// A problem (400) that lists everything that is wrong.
    pub(crate) fn only_json_with(
        &self,
        table: &[LookParameter],
        free: &[&'static str],
    ) -> Result<Look, Problem> {
        let (_, mut faults) = self.chosen(table);
        let known: Vec<_> = names_of(table).into_iter().chain(free.iter().copied()).collect();
        faults.extend(self.strangers_to(&known));
        let texts = match self.chosen_value(LANG) {
            Some("all") => TextChoice::All,
            _ => TextChoice::One(self.lang()),
        };
        let look = Look { format: Format::Json, texts, boundary: false, flat: false };
        if faults.is_empty() { Ok(look) } else { Err(Problem::invalid(faults)) }
    }

    /// The value of a parameter, if it is one of those that it takes.
    pub(crate) fn chosen_value(&self, parameter: LookParameter) -> Option<&'static str> {
        let (_, given) = self.pairs.iter().find(|(name, _)| name == parameter.name)?;
        parameter.values.iter().copied().find(|known| known == given)
    }

    /// The language of a page that takes no other parameter. A page is HTML whatever `Accept` says.
    ///
    /// # Errors
    /// A problem (400) that lists everything that is wrong.
    pub(crate) fn page_lang(&self) -> Result<Lang, Problem> {
        let (_, mut faults) = self.chosen(&[LANG_OF_PAGE]);
        faults.extend(self.strangers(&[LANG_OF_PAGE]));
        if faults.is_empty() { Ok(self.lang()) } else { Err(Problem::invalid(faults)) }
    }

    /// Refuses a path that cannot be decoded, whatever the parameters are.
    ///
    /// # Errors
    /// A problem (400) that names the path.
    pub(crate) fn sound_path(&self) -> Result<(), Problem> {
        let of_path: Vec<Fault> = self.faults.iter().filter(|fault| fault.at == "path").cloned().collect();
        if of_path.is_empty() { Ok(()) } else { Err(Problem::invalid(of_path)) }
    }

    /// Refuses every parameter, for what takes none.
    ///
    /// # Errors
    /// A problem (400) that lists them.
    pub(crate) fn nothing(&self) -> Result<(), Problem> {
        let mut faults = self.faults.clone();
        faults.extend(self.strangers(&[]));
        if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
    }

    /// The parameters of a table with the values that they are given, and what is wrong so far.
    fn chosen(&self, table: &[LookParameter]) -> (Vec<(&'static str, &'static str)>, Vec<Fault>) {
        let mut faults = self.faults.clone();
        let mut chosen = Vec::new();
        for parameter in table {
            let mut given = self.pairs.iter().filter(|(name, _)| name == parameter.name);
            let Some((_, value)) = given.next() else { continue };
            if let Some((_, again)) = given.next() {
                faults.push(Fault::new(parameter.name, again, FaultKind::Repeated));
            }
            match parameter.values.iter().find(|known| *known == value) {
                Some(known) => chosen.push((parameter.name, *known)),
                None if value.trim().is_empty() => faults.push(Fault::at(parameter.name, FaultKind::Missing)),
                None => faults.push(unknown_value(parameter, value)),
            }
        }
        (chosen, faults)
    }

    /// The parameters that are in no table.
    fn strangers(&self, table: &[LookParameter]) -> Vec<Fault> {
        self.strangers_to(&names_of(table))
    }

    /// Refuses the parameters that have none of these names.
    pub(crate) fn strangers_to(&self, known: &[&'static str]) -> Vec<Fault> {
        let unknown = self.pairs.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        let fault = |(name, value): &Pair| {
            let nearest = nearest(name, known.iter().copied());
            Fault::new(name, value, FaultKind::UnknownName { nearest })
        };
        unknown.map(fault).collect()
    }

    /// The value of a parameter that may be given once.
    pub(crate) fn free(&self, name: &str, faults: &mut Vec<Fault>) -> Option<&str> {
        let mut given = self.pairs.iter().filter(|(known, _)| known == name);
        let (_, value) = given.next()?;
        if let Some((_, again)) = given.next() {
            faults.push(Fault::new(name, again, FaultKind::Repeated));
        }
        Some(value)
    }

    /// This request with some parameters replaced, as a path with its query.
    pub(crate) fn with(&self, replaced: &[(&str, &str)]) -> String {
        let kept = self
            .pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !replaced.iter().any(|(other, _)| other == name));
        let query = query_string::write(kept.chain(replaced.iter().copied()));
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}

fn unknown_value(parameter: &LookParameter, value: &str) -> Fault {
    let mut nearest = nearest(value, parameter.values.iter().copied());
    if nearest.is_empty() {
        nearest = parameter.values.iter().map(|value| (*value).to_owned()).collect();
    }
    Fault::new(parameter.name, value, FaultKind::UnknownValue { nearest })
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn ask(uri: &str, accept: &str) -> Ask {
        let (mut parts, ()) =
            Request::builder().uri(uri).header("accept", accept).body(()).unwrap().into_parts();
        Ask::from_request_parts(&mut parts, &()).await.unwrap()
    }

    #[tokio::test]
    async fn the_parameter_wins_over_the_header() {
        let (look, faults) =
            ask("/v1/projects?f=csv&lang=zh", "application/geo+json").await.look(&[F, LANG]).unwrap();
        assert_eq!((look.format, look.texts), (Format::Csv, TextChoice::One(Lang::Zh)));
        assert!(faults.is_empty());
        let refused = ask("/v1/projects", "image/png").await.look(&[F, LANG]).unwrap_err();
        assert_eq!(refused.kind(), ProblemKind::NotAcceptable);
        assert!(ask("/v1/projects?f=json", "image/png").await.look(&[F, LANG]).is_ok());
    }

    #[tokio::test]
    async fn every_fault_is_named_at_once() {
        let problem = ask("/v1/projects/x?f=jsn&lan=fr&q=%", "*/*").await.only(&[F, LANG]).unwrap_err();
        let body = serde_json::to_value(problem.body(Lang::En, "/", "")).unwrap();
        let found: Vec<_> = body["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| format!("{} {} {}", fault["at"], fault["code"], fault["nearest"]))
            .collect();
        assert_eq!(
            found,
            [r#""q" "malformed" []"#, r#""f" "unknown_value" ["json"]"#, r#""lan" "unknown_name" ["lang"]"#]
        );
    }

    #[tokio::test]
    async fn a_link_keeps_the_other_parameters() {
        let ask = ask("/v1/projects?theme=!sante,eau&cursor=a&limit=5", "*/*").await;
        assert_eq!(ask.with(&[("cursor", "b")]), "/v1/projects?theme=!sante,eau&limit=5&cursor=b");
    }
}
