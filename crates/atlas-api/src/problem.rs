//! Failures as clients see them: problem details (RFC 9457).
//!
//! A problem lists every fault that was found, each with its place, its value and the nearest valid
//! values, in the language asked. What went wrong inside the service stays in the log.

use atlas_model::{Fault, FaultKind, Lang};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// How many faults a problem lists. Nobody reads more, and an address can hold thousands.
const MOST_FAULTS: usize = 100;

/// How many characters of a wrong value a problem repeats.
const MOST_CHARACTERS: usize = 200;

/// A failure on its way to the client. The outer service renders it, once language and path are known.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    kind: ProblemKind,
    faults: Vec<Fault>,
}

/// The kinds of failure. Each has a stable URI under `/docs/problems`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// Parameters that cannot be understood.
    InvalidRequest,
    /// No such path or record.
    NotFound,
    /// The path does not have this method.
    MethodNotAllowed,
    /// No representation that the client accepts.
    NotAcceptable,
    /// The request body is too large.
    ContentTooLarge,
    /// Path and query are too long.
    UriTooLong,
    /// The request's headers are too large.
    HeadersTooLarge,
    /// The answer took too long to make.
    TooSlow,
    /// Something failed inside.
    Internal,
}

impl ProblemKind {
    /// Every kind, by status.
    pub(crate) const ALL: [Self; 9] = [
        Self::InvalidRequest,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::ContentTooLarge,
        Self::UriTooLong,
        Self::HeadersTooLarge,
        Self::Internal,
        Self::TooSlow,
    ];

    /// The name in the problem's `type`.
    #[must_use]
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid-request",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotAcceptable => "not-acceptable",
            Self::ContentTooLarge => "content-too-large",
            Self::UriTooLong => "uri-too-long",
            Self::HeadersTooLarge => "headers-too-large",
            Self::TooSlow => "too-slow",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::ContentTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The kind that stands for a status that another layer gave.
    #[must_use]
    pub(crate) fn of(status: StatusCode) -> Self {
        let same = Self::ALL.into_iter().find(|kind| kind.status() == status);
        same.unwrap_or(if status.is_client_error() { Self::InvalidRequest } else { Self::Internal })
    }

    /// A short summary that does not change from case to case.
    #[must_use]
    pub(crate) const fn title(self, lang: Lang) -> &'static str {
        let titles = match self {
            Self::InvalidRequest => ["Demande non valable", "Invalid request", "请求无效"],
            Self::NotFound => ["Introuvable", "Not found", "未找到"],
            Self::MethodNotAllowed => {
                ["Méthode non permise ici", "Method not allowed here", "此处不允许该方法"]
            }
            Self::NotAcceptable => ["Aucun format accepté", "No acceptable format", "没有可接受的格式"],
            Self::ContentTooLarge => {
                ["Corps de demande trop grand", "Request body too large", "请求正文过大"]
            }
            Self::UriTooLong => ["Adresse trop longue", "Address too long", "网址过长"],
            Self::HeadersTooLarge => ["En-têtes trop grands", "Headers too large", "请求头过大"],
            Self::TooSlow => ["Réponse trop longue à établir", "The answer took too long", "应答超时"],
            Self::Internal => ["Erreur interne", "Internal error", "内部错误"],
        };
        titles[lang.index()]
    }

    /// What a client can do about it.
    #[must_use]
    pub(crate) const fn advice(self, lang: Lang) -> &'static str {
        let advice = match self {
            Self::InvalidRequest => [
                "Corrigez les paramètres cités dans « faults » : chacun donne sa place et les valeurs valables les plus proches.",
                "Correct the parameters listed in \"faults\": each gives its place and the nearest valid values.",
                "请更正 faults 中列出的参数：每项都注明位置和最接近的有效值。",
            ],
            Self::NotFound => [
                "Rien à cette adresse. « faults » propose les adresses ou identifiants les plus proches.",
                "Nothing is at this address. \"faults\" offers the nearest addresses or identifiers.",
                "此地址无内容。faults 中给出最接近的地址或标识。",
            ],
            Self::MethodNotAllowed => [
                "L'en-tête Allow donne les méthodes permises.",
                "The Allow header gives the methods that are allowed.",
                "Allow 响应头列出允许的方法。",
            ],
            Self::NotAcceptable => [
                "Demandez l'un des formats proposés, par Accept ou par le paramètre f.",
                "Ask for one of the formats offered, by Accept or by the parameter f.",
                "请通过 Accept 或参数 f 请求所提供的格式之一。",
            ],
            Self::ContentTooLarge | Self::UriTooLong | Self::HeadersTooLarge => {
                ["Envoyez une demande plus courte.", "Send a shorter request.", "请缩短请求。"]
            }
            Self::TooSlow => [
                "Recommencez plus tard, ou demandez moins à la fois.",
                "Try again later, or ask for less at a time.",
                "请稍后再试，或减少单次请求量。",
            ],
            Self::Internal => [
                "L'incident est consigné sous le numéro x-request-id.",
                "The incident is logged under its x-request-id.",
                "该故障已按 x-request-id 记录。",
            ],
        };
        advice[lang.index()]
    }
}

impl Problem {
    /// A problem without particulars.
    #[must_use]
    pub(crate) const fn new(kind: ProblemKind) -> Self {
        Self { kind, faults: Vec::new() }
    }

    /// A request whose parameters are wrong in these ways.
    #[must_use]
    pub(crate) const fn invalid(faults: Vec<Fault>) -> Self {
        Self { kind: ProblemKind::InvalidRequest, faults }
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
        Self { kind, faults }
    }

    /// A problem with one fault.
    #[must_use]
    pub(crate) fn with(kind: ProblemKind, at: &str, value: &str, fault: FaultKind) -> Self {
        Self { kind, faults: vec![Fault::new(at, value, fault)] }
    }

    /// What kind of failure it is.
    #[cfg(test)]
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
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(self);
        response
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

    #[test]
    fn a_foreign_status_becomes_the_nearest_kind() {
        assert_eq!(ProblemKind::of(StatusCode::URI_TOO_LONG), ProblemKind::UriTooLong);
        assert_eq!(ProblemKind::of(StatusCode::IM_A_TEAPOT), ProblemKind::InvalidRequest);
        assert_eq!(ProblemKind::of(StatusCode::BAD_GATEWAY), ProblemKind::Internal);
    }
}
