//! A successful answer on its way to the client.
//!
//! Handlers make an [`Answer`]: what it is, in which language, as of which revision. How it travels
//! (entity tag, content coding, 304, HEAD, cache) is the outer service's business.

use atlas_model::RevisionNumber;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

use crate::negotiate::Format;
use crate::problem::{Problem, ProblemKind};

/// The revision that an answer reads from.
pub(crate) const ATLAS_REVISION: HeaderName = HeaderName::from_static("atlas-revision");

/// How long others may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Caching {
    /// Kept, but checked by its entity tag before each use: everything that a revision may change.
    Revalidate,
    /// Kept for a day: files that only change with the software.
    Day,
    /// Never kept, neither here nor elsewhere: health and metrics.
    Never,
}

impl Caching {
    /// The value of `Cache-Control`.
    pub(crate) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Revalidate => "public, max-age=0, must-revalidate",
            Self::Day => "public, max-age=86400",
            Self::Never => "no-store",
        })
    }
}

/// A successful answer: a representation and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// 200, 201 or 202.
    pub(crate) status: StatusCode,
    /// `Location`: where what was created is.
    pub(crate) location: Option<String>,
    /// `Content-Type`.
    pub(crate) content_type: HeaderValue,
    /// `Content-Language`, where the content has one.
    pub(crate) language: Option<&'static str>,
    /// The revision that it reads from, for answers made of records.
    pub(crate) revision: Option<RevisionNumber>,
    /// The entity tag, without its quotes, where it is not made from the content.
    pub(crate) tag: Option<String>,
    /// `Link` (RFC 8288).
    pub(crate) links: Vec<HeaderValue>,
    /// The name under which a browser saves it.
    pub(crate) file_name: Option<String>,
    /// How long it may be kept.
    pub(crate) caching: Caching,
    /// The content, not encoded.
    pub(crate) body: Bytes,
}

impl Answer {
    fn new(content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            location: None,
            tag: None,
            content_type: HeaderValue::from_static(content_type),
            language: None,
            revision: None,
            links: Vec::new(),
            file_name: None,
            caching: Caching::Revalidate,
            body: body.into(),
        }
    }

    /// JSON that is already written.
    pub(crate) fn json(body: impl Into<Bytes>) -> Self {
        Self::new("application/json", body)
    }

    /// A value as JSON.
    pub(crate) fn of<T: Serialize>(value: &T) -> Result<Self, Problem> {
        match serde_json::to_vec(value) {
            Ok(body) => Ok(Self::json(body)),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written as JSON");
                Err(Problem::new(ProblemKind::Internal))
            }
        }
    }

    /// Records in one of the negotiated formats.
    pub(crate) fn records(format: Format, body: Vec<u8>) -> Self {
        match format {
            Format::Json => Self::json(body),
            Format::GeoJson => Self::new("application/geo+json", body),
            Format::Csv => Self::new("text/csv; charset=utf-8; header=present", body),
            Format::Atom => Self::new("application/atom+xml; charset=utf-8", body),
            Format::Events => Self::new("text/event-stream", body).keeping(Caching::Never),
        }
    }

    /// An HTML page.
    pub(crate) fn html(body: impl Into<Bytes>) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    /// An OpenAPI 3.1 document.
    pub(crate) fn openapi_31(body: impl Into<Bytes>) -> Self {
        Self::new("application/vnd.oai.openapi+json;version=3.1", body)
    }

    /// An OpenAPI 3.0 document, with the very media type that OGC API clients look for.
    pub(crate) fn openapi_30(body: impl Into<Bytes>) -> Self {
        Self::new("application/vnd.oai.openapi+json;version=3.0", body)
    }

    /// Metrics in the OpenMetrics text format, which Prometheus reads.
    pub(crate) fn metrics(body: String) -> Self {
        Self::new("application/openmetrics-text; version=1.0.0; charset=utf-8", body).keeping(Caching::Never)
    }

    /// A file that came with the software, whose media type its name told.
    pub(crate) fn file(content_type: &str, body: impl Into<Bytes>) -> Self {
        let mut answer = Self::new("application/octet-stream", body).keeping(Caching::Day);
        if let Ok(content_type) = HeaderValue::from_str(content_type) {
            answer.content_type = content_type;
        }
        answer
    }

    /// The same, in a language.
    pub(crate) const fn in_language(mut self, language: &'static str) -> Self {
        self.language = Some(language);
        self
    }

    /// The same, read from a revision.
    pub(crate) const fn at(mut self, revision: RevisionNumber) -> Self {
        self.revision = Some(revision);
        self
    }

    /// The same, kept otherwise.
    pub(crate) const fn keeping(mut self, caching: Caching) -> Self {
        self.caching = caching;
        self
    }

    /// The same, with another status.
    pub(crate) const fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same, with an entity tag of its own.
    pub(crate) fn tagged(mut self, tag: String) -> Self {
        self.tag = Some(tag);
        self
    }

    /// The same, which was created just now at a place.
    pub(crate) fn created(mut self, location: String) -> Self {
        self.status = StatusCode::CREATED;
        self.location = Some(location);
        self
    }

    /// The same, saved under a name.
    pub(crate) fn named(mut self, file_name: String) -> Self {
        self.file_name = Some(file_name);
        self
    }

    /// The same, with a link. A target that no header can hold is left out.
    pub(crate) fn link(mut self, rel: &str, target: &str) -> Self {
        self.links.extend(HeaderValue::from_str(&format!("<{target}>; rel=\"{rel}\"")));
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}
