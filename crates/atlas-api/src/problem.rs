//! Failures as clients see them: problem details (RFC 9457).
//!
//! A problem lists every fault that was found, each with its place, its value and the nearest valid
//! values, in the language asked. What went wrong inside the service stays in the log.

mod kind;
mod stale;

use std::error::Error;
use std::time::Duration;

use atlas_model::{Fault, FaultKind, Lang};
use atlas_store::StoreError;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

pub(crate) use kind::ProblemKind;
pub(crate) use stale::Stale;

/// How many faults a problem lists. Nobody reads more, and an address can hold thousands.
const MOST_FAULTS: usize = 100;

/// How many characters of a wrong value a problem repeats.
const MOST_CHARACTERS: usize = 200;

/// A failure on its way to the client. The outer service renders it, once language and path are known.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    kind: ProblemKind,
    faults: Vec<Fault>,
    stale: Option<Box<Stale>>,
    /// After which time to come again, where it is not always the same.
    wait: Option<Duration>,
}

impl Problem {
    /// A problem without particulars.
    #[must_use]
    pub(crate) const fn new(kind: ProblemKind) -> Self {
        Self { kind, faults: Vec::new(), stale: None, wait: None }
    }

    /// A request whose parameters are wrong in these ways.
    #[must_use]
    pub(crate) const fn invalid(faults: Vec<Fault>) -> Self {
        Self { kind: ProblemKind::InvalidRequest, faults, stale: None, wait: None }
    }

    /// What was read, unless there are faults in it or were before: then all of them.
    pub(crate) fn unless_sound<T>(mut before: Vec<Fault>, read: Result<T, Vec<Fault>>) -> Result<T, Self> {
        match read {
            Ok(read) if before.is_empty() => Ok(read),
            Ok(_) => Err(Self::invalid(before)),
            Err(faults) => {
                before.extend(faults);
                Err(Self::invalid(before))
            }
        }
    }

    /// A problem of a kind, with its faults.
    #[must_use]
    pub(crate) const fn of(kind: ProblemKind, faults: Vec<Fault>) -> Self {
        Self { kind, faults, stale: None, wait: None }
    }

    /// A problem with one fault.
    #[must_use]
    pub(crate) fn with(kind: ProblemKind, at: &str, value: &str, fault: FaultKind) -> Self {
        Self { kind, faults: vec![Fault::new(at, value, fault)], stale: None, wait: None }
    }

    /// A write to a record that was changed since its author read it.
    #[must_use]
    pub(crate) fn stale(stale: Stale) -> Self {
        Self { kind: ProblemKind::Stale, faults: Vec::new(), stale: Some(Box::new(stale)), wait: None }
    }

    /// A request that comes too early: when it would come right.
    #[must_use]
    pub(crate) const fn later(kind: ProblemKind, wait: Duration) -> Self {
        Self { kind, faults: Vec::new(), stale: None, wait: Some(wait) }
    }

    /// What kind of failure it is.
    pub(crate) const fn kind(&self) -> ProblemKind {
        self.kind
    }

    /// The whole response body in a language.
    pub(crate) fn body(&self, lang: Lang, instance: &str, request_id: &str) -> ProblemBody {
        ProblemBody {
            r#type: format!("/docs/problems#{}", self.kind.slug()),
            title: self.kind.title(lang).to_owned(),
            status: self.kind.status().as_u16(),
            detail: self.detail(lang),
            instance: instance.to_owned(),
            request_id: request_id.to_owned(),
            faults: self.listed().iter().map(|fault| FaultBody::new(fault, lang)).collect(),
            faults_omitted: self.omitted(),
            stale: self.stale.clone(),
        }
    }

    fn detail(&self, lang: Lang) -> String {
        if self.faults.is_empty() {
            return self.kind.advice(lang).to_owned();
        }
        let separator = if lang == Lang::Zh {
            "："
        } else if lang == Lang::Fr {
            " : "
        } else {
            ": "
        };
        let mut lines: Vec<String> = self
            .listed()
            .iter()
            .map(|fault| format!("{}{separator}{}", fault.at, fault.message(lang)))
            .collect();
        if let Some(count) = self.omitted() {
            lines.push(match lang {
                Lang::Fr => format!("et {count} de plus, qui ne sont pas citées ici"),
                Lang::En => format!("and {count} more, not listed here"),
                Lang::Zh => format!("另有 {count} 项未在此列出"),
            });
        }
        lines.join("\n")
    }

    /// The faults that are listed.
    fn listed(&self) -> &[Fault] {
        &self.faults[..self.faults.len().min(MOST_FAULTS)]
    }

    /// How many are not, where there are such.
    fn omitted(&self) -> Option<usize> {
        self.faults.len().checked_sub(MOST_FAULTS).filter(|count| *count > 0)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.kind.status();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.kind == ProblemKind::Unauthorized {
            // RFC 6750, section 3: how to ask again.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"atlas\""));
        }
        if let Some(wait) = self.wait {
            // Whole seconds, not too few.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)));
        } else if let Some(seconds) = self.kind.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What the store could not do for a request. A store that is away or busy now is asked again later, by
/// the client; everything else is for the operator.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let error_chain = &error as &dyn Error;
        if matches!(error, StoreError::Unavailable { .. } | StoreError::Busy) {
            tracing::warn!(error = error_chain, "a request needs the store, which is away or busy");
            return Self::new(ProblemKind::StoreUnavailable);
        }
        match error {
            StoreError::Refused(faults) => {
                let faults = faults.into_iter().map(|(_, fault)| fault).collect();
                return Self::of(ProblemKind::InvalidRecord, faults);
            }
            StoreError::KeyReused => return Self::new(ProblemKind::KeyReused),
            StoreError::Stale(_) | StoreError::Outdated(_) | StoreError::ContactsChanged => {
                return Self::new(ProblemKind::Stale);
            }
            StoreError::NoChangeSet(_) => return Self::new(ProblemKind::NotFound),
            StoreError::Settled(_) | StoreError::AlreadyDecided(_) => return Self::new(ProblemKind::Settled),
            _ => {}
        }
        let error_chain = &error as &dyn Error;
        tracing::error!(error = error_chain, "the store failed a request");
        Self::new(ProblemKind::Internal)
    }
}

/// Problem details (RFC 9457). Its media type is `application/problem+json`.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody {
    /// What kind of problem it is: a stable reference into this documentation.
    #[schema(example = "/docs/problems#invalid-request")]
    r#type: String,
    /// The kind in words, in the language asked.
    title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    status: u16,
    /// This occurrence in words, in the language asked.
    detail: String,
    /// The path and query of the request.
    instance: String,
    /// The number under which the request is found in the service's log.
    request_id: String,
    /// Everything that is wrong with the request, all at once; the first hundred where it is more.
    faults: Vec<FaultBody>,
    /// How many faults more there are than are listed; absent where all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 23)]
    faults_omitted: Option<usize>,
    /// With `stale`: what was read, what stands now, what was proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    stale: Option<Box<Stale>>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Fault)]
struct FaultBody {
    /// Where: the name of a parameter or header, or a JSON pointer.
    #[schema(example = "theme")]
    at: String,
    /// What, for programs.
    #[schema(example = "unknown_value")]
    code: &'static str,
    /// The value given, its first 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What, for people, in the language asked.
    message: String,
    /// The nearest valid values, where there are some.
    nearest: Vec<String>,
}

impl FaultBody {
    fn new(fault: &Fault, lang: Lang) -> Self {
        Self {
            at: fault.at.clone(),
            code: fault.kind.code(),
            value: fault.value.as_deref().map(|value| value.chars().take(MOST_CHARACTERS).collect()),
            message: fault.message(lang),
            nearest: fault.nearest().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_speaks_the_language_asked() {
        let nearest = vec!["sante".to_owned()];
        let problem =
            Problem::with(ProblemKind::InvalidRequest, "theme", "snate", FaultKind::UnknownValue { nearest });
        let body = problem.body(Lang::En, "/v1/projects?theme=snate", "1-1");
        insta::assert_snapshot!(serde_json::to_string_pretty(&body).unwrap(), @r#"
        {
          "type": "/docs/problems#invalid-request",
          "title": "Invalid request",
          "status": 400,
          "detail": "theme: \"snate\": unknown value; nearest: sante",
          "instance": "/v1/projects?theme=snate",
          "request_id": "1-1",
          "faults": [
            {
              "at": "theme",
              "code": "unknown_value",
              "value": "snate",
              "message": "\"snate\": unknown value; nearest: sante",
              "nearest": [
                "sante"
              ]
            }
          ]
        }
        "#);
        assert_eq!(problem.body(Lang::Zh, "/", "").title, "请求无效");
    }

    #[test]
    fn of_many_faults_a_hundred_are_listed_and_the_rest_counted() {
        let faults = |count: usize| {
            let fault =
                |at| Fault::new("theme", format!("{at}"), FaultKind::UnknownValue { nearest: vec![] });
            Problem::invalid((0..count).map(fault).collect())
        };
        let whole = faults(100).body(Lang::En, "/", "");
        assert_eq!((whole.faults.len(), whole.faults_omitted), (100, None));
        for (lang, last) in [
            (Lang::En, "and 2901 more, not listed here"),
            (Lang::Fr, "et 2901 de plus, qui ne sont pas citées ici"),
            (Lang::Zh, "另有 2901 项未在此列出"),
        ] {
            let body = faults(3001).body(lang, "/", "");
            assert_eq!((body.faults.len(), body.faults_omitted), (100, Some(2901)));
            assert_eq!(body.detail.lines().last(), Some(last));
        }
    }
}
