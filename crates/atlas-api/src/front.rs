//! The thin service before the router: what every request goes through, in one place.
//!
//! A request whose answer was made before costs one look-up here and never reaches the router. All
//! others get their limits (size, time), a guard against panics, and a finished answer: encoded,
//! tagged, cached. Layers that each do one of these things would halve the throughput.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use atlas_model::{FaultKind, Lang, RevisionNumber};
use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::Either;
use tower::{Service, ServiceExt};

use crate::answer::{ATLAS_REVISION, Answer, Caching};
use crate::limit;
use crate::min_revision;
use crate::negotiate::Preferences;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;
use crate::stored::Stored;

/// How much longer than any other request the review of a file of the survey, or a decision, may take.
const FILES_TAKE_LONGER: u32 = 6;

/// What a form may add to the file that it carries, in bytes.
pub(crate) const FORM_BYTES: usize = 16 << 10;

/// What requests are counted under that no route answered.
const UNMATCHED: &str = "unmatched";

/// RFC 5789 §3.1.
const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Answers requests from the cache, else from the router.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    atlas: Atlas,
    /// The other end of the connection; none where there is no network.
    peer: Option<IpAddr>,
    inner: Router,
}

impl Front {
    /// A front before the routes.
    pub(crate) const fn new(atlas: Atlas, inner: Router) -> Self {
        Self { atlas, peer: None, inner }
    }

    /// The same, for one connection.
    pub(crate) fn with_peer(mut self, peer: IpAddr) -> Self {
        self.peer = Some(peer);
        self
    }

    /// Where a request comes from.
    fn client(&self, headers: &HeaderMap) -> Option<IpAddr> {
        self.peer.map(|peer| limit::of_request(peer, headers, &self.atlas.settings().rates))
    }

    /// The problem of a client that asks too often. Reads cost nothing here unless they are counted.
    fn too_often<B>(&self, request: &Request<B>) -> Option<Problem> {
        let is_read = is_read(request.method()) || request.method() == Method::OPTIONS;
        if is_read && !self.atlas.limits().counts_reads() {
            return None;
        }
        self.atlas.limits().request(self.client(request.headers())?, is_read).err()
    }

    /// The kept answer to a request, if there is one and it has reached the revision needed.
    fn kept<B>(
        &self,
        request: &Request<B>,
        preferences: Preferences,
        needed: RevisionNumber,
    ) -> Option<Arc<Stored>> {
        let revision = self.atlas.revision();
        if !is_read(request.method()) || revision < needed {
            return None;
        }
        self.atlas.cache().get(revision, preferences, full_path(request.uri()))
    }

    /// The problem of a request that exceeds a limit of size.
    fn too_large<B: HttpBody>(&self, request: &Request<B>) -> Option<Problem> {
        let settings = self.atlas.settings();
        let exceeded = |kind, at: &str, size: usize, limit: usize| {
            (size > limit).then(|| {
                let bounds = FaultKind::OutOfRange { min: "0".to_owned(), max: format!("{limit} bytes") };
                Problem::with(kind, at, &size.to_string(), bounds)
            })
        };
        let uri = full_path(request.uri()).len();
        let headers = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let body = request.body().size_hint().lower();
        exceeded(ProblemKind::UriTooLong, "uri", uri, settings.uri_bytes)
            .or_else(|| exceeded(ProblemKind::HeadersTooLarge, "headers", headers, settings.header_bytes))
            .or_else(|| {
                let body = usize::try_from(body).unwrap_or(usize::MAX);
                let limit = if takes_files(request.uri().path()) {
                    settings.upload_bytes + FORM_BYTES
                } else {
                    settings.body_bytes
                };
                exceeded(ProblemKind::ContentTooLarge, "body", body, limit)
            })
    }
}

impl<B> Service<Request<B>> for Front
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Either<
        Ready<Result<Response, Infallible>>,
        Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>,
    >;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let started = Instant::now();
        let preferences = Preferences::of(request.headers());
        let request_id = self.atlas.request_id(request.headers().get(X_REQUEST_ID));
        let (needed, refused) = match min_revision::of(request.headers()) {
            Ok(needed) => (needed, self.too_often(&request).or_else(|| self.too_large(&request))),
            Err(problem) => (0, Some(problem)),
        };
        if refused.is_none()
            && let Some(stored) = self.kept(&request, preferences, needed)
        {
            let mut response = stored.respond(request.method(), request.headers());
            response.headers_mut().insert(X_REQUEST_ID, request_id);
            self.atlas.metrics().cache_hits.inc();
            stored.meter.count(response.status() == StatusCode::NOT_MODIFIED, started.elapsed());
            return Either::Left(ready(Ok(response)));
        }
        let front = self.clone();
        let call = Call { front, preferences, request_id, started, needed, revision: 0, refused };
        Either::Right(Box::pin(async move { Ok(call.answer(request.map(Body::new)).await) }))
    }
}

/// One request that the cache cannot answer.
struct Call {
    front: Front,
    preferences: Preferences,
    request_id: HeaderValue,
    started: Instant,
    /// The revision that the answer must have reached.
    needed: RevisionNumber,
    /// The revision that answers when the answer begins to be made.
    revision: RevisionNumber,
    /// Why it is not even routed.
    refused: Option<Problem>,
}

impl Call {
    async fn answer(mut self, request: Request) -> Response {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let at_most = self.front.atlas.settings().handler_time;
        let at_most = if takes_files(uri.path()) { at_most * FILES_TAKE_LONGER } else { at_most };
        let end = tokio::time::Instant::now() + at_most;
        self.reach().await;
        let (route, mut response) = match tokio::time::timeout_at(end, self.make(request)).await {
            Ok(made) => made,
            Err(_) => (UNMATCHED.into(), Problem::new(ProblemKind::TooSlow).into_response()),
        };
        if response.status().is_client_error() || response.status().is_server_error() {
            response = self.render(response, &uri);
        }
        if method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        let is_unchanged = response.status() == StatusCode::NOT_MODIFIED;
        let headers = response.headers_mut();
        headers.insert(X_REQUEST_ID, self.request_id.clone());
        headers.entry(ATLAS_REVISION).or_insert_with(|| HeaderValue::from(self.revision));
        if !is_unchanged {
            add_constant_headers(headers);
        }
        self.report(&route, &method, &uri, response.status());
        response
    }

    /// Waits for the revision needed, and notes which one answers. What is refused anyway need not wait.
    async fn reach(&mut self) {
        let atlas = &self.front.atlas;
        let at_most = atlas.settings().min_revision_time.min(atlas.settings().handler_time);
        let is_reached = self.refused.is_some() || atlas.reaches(self.needed, at_most).await;
        self.revision = atlas.revision();
        if !is_reached {
            self.refused = Some(min_revision::not_reached(self.needed, self.revision));
        }
    }

    /// The response with the route that made it; a problem is not rendered yet.
    async fn make(&mut self, request: Request) -> (Arc<str>, Response) {
        if request.method() == Method::OPTIONS {
            let routed = self.route(request).await;
            return (UNMATCHED.into(), preflight(methods(&routed)));
        }
        if let Some(problem) = self.refused.take() {
            return (UNMATCHED.into(), problem.into_response());
        }
        let (atlas, revision) = (&self.front.atlas, self.revision);
        let (method, uri, headers) =
            (request.method().clone(), request.uri().clone(), request.headers().clone());
        let claim = if is_read(&method) {
            match atlas.cache().join(revision, self.preferences, full_path(&uri)).await {
                Ok(stored) => {
                    atlas.metrics().cache_hits.inc();
                    return (Arc::clone(&stored.route), stored.respond(&method, &headers));
                }
                Err(claim) => Some(claim),
            }
        } else {
            None
        };
        let mut routed = self.route(request).await;
        let route =
            routed.extensions().get::<Route>().map_or_else(|| UNMATCHED.into(), |route| Arc::clone(&route.0));
        if routed.status() == StatusCode::METHOD_NOT_ALLOWED {
            let allowed = methods(&routed);
            let nearest = allowed.split(", ").map(str::to_owned).collect();
            let fault = FaultKind::UnknownValue { nearest };
            routed = Problem::with(ProblemKind::MethodNotAllowed, "method", method.as_str(), fault)
                .into_response();
            routed.headers_mut().extend(HeaderValue::from_str(&allowed).map(|value| (header::ALLOW, value)));
        }
        let Some(answer) = routed.extensions_mut().remove::<Answer>() else { return (route, routed) };
        // A new revision may have been published while the answer was made: it is not kept then.
        let may_be_kept =
            answer.caching != Caching::Never && answer.revision.is_none_or(|made_from| made_from == revision);
        let meter = atlas.metrics().meter(&route);
        let encoding = self.preferences.encoding;
        let stored = Stored::make(answer, revision, encoding, Arc::clone(&route), meter).await;
        let stored = Arc::new(stored);
        if let Some(claim) = claim.filter(|_| may_be_kept) {
            atlas.metrics().cache_misses.inc();
            claim.keep(Arc::clone(&stored));
        }
        (route, stored.respond(&method, &headers))
    }

    /// What the router answers; a problem where a handler panics.
    async fn route(&self, request: Request) -> Response {
        let client = self.front.client(request.headers());
        let handled = limit::for_client(client, self.front.inner.clone().oneshot(request));
        let handled = AssertUnwindSafe(handled).catch_unwind();
        match handled.await {
            Ok(Ok(response)) => response,
            Err(panic) => {
                let message = panic
                    .downcast_ref::<&str>()
                    .copied()
                    .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
                tracing::error!(request_id = ?self.request_id, message, "a handler panicked");
                Problem::new(ProblemKind::Internal).into_response()
            }
        }
    }

    /// Writes a problem in the language asked, over the response that carried it.
    fn render(&self, mut response: Response, uri: &Uri) -> Response {
        let kind = ProblemKind::of(response.status());
        let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::new(kind));
        let lang = asked_lang(uri).unwrap_or(self.preferences.lang);
        let request_id = self.request_id.to_str().unwrap_or_default();
        let body = problem.body(lang, full_path(uri), request_id);
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.as_str()));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        *response.body_mut() = Body::from(body);
        response
    }

    fn report(&self, route: &str, method: &Method, uri: &Uri, status: StatusCode) {
        let elapsed = self.started.elapsed();
        if !matches!(status, StatusCode::OK | StatusCode::NOT_MODIFIED) {
            self.front.atlas.metrics().count(route, status.as_u16(), elapsed);
        } else {
            self.front.atlas.metrics().meter(route).count(status == StatusCode::NOT_MODIFIED, elapsed);
        }
        let elapsed_us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        let (request_id, status, path) =
            (self.request_id.to_str().unwrap_or_default(), status.as_u16(), uri.path());
        if status >= 500 {
            tracing::error!(request_id, %method, path, status, elapsed_us, "request failed");
        } else if elapsed_us > 1_000_000 {
            tracing::warn!(request_id, %method, path, status, elapsed_us, "slow request");
        } else {
            tracing::debug!(request_id, %method, path, status, elapsed_us, "request");
        }
    }
}

/// The template of the route that answered (`/v1/projects/{id}`): what requests are counted by.
#[derive(Debug, Clone)]
struct Route(Arc<str>);

/// Middleware of the router: tells the front which route answered.
pub(crate) async fn note_route(path: MatchedPath, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Route(path.as_str().into()));
    response
}

/// Path and query as the client wrote them.
pub(crate) fn full_path(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |full| full.as_str())
}

pub(crate) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// Whether a path takes the files of a survey, which are larger than any record.
fn takes_files(path: &str) -> bool {
    path.starts_with("/v1/change-sets/")
        || (path.starts_with("/v1/campaigns/") && path.ends_with("/change-sets"))
}

/// The language that the `lang` parameter asks for, for a problem that came before its parsing.
fn asked_lang(uri: &Uri) -> Option<Lang> {
    let value = uri.query()?.split('&').find_map(|part| part.strip_prefix("lang="))?;
    value.parse().ok()
}

/// The methods that a path has, as the router's refusal of another one tells them.
fn methods(refusal: &Response) -> String {
    let told = refusal.headers().get(header::ALLOW).and_then(|allowed| allowed.to_str().ok());
    let told = told.filter(|_| refusal.status() == StatusCode::METHOD_NOT_ALLOWED).unwrap_or("GET,HEAD");
    format!("{}, OPTIONS", told.split(',').map(str::trim).collect::<Vec<_>>().join(", "))
}

/// The answer to OPTIONS: every origin may do here what the path allows.
fn preflight(allowed: String) -> Response {
    const HEADERS: &str = "Accept, Accept-Language, Atlas-Min-Revision, Authorization, Content-Type, \
        Idempotency-Key, If-Match, If-None-Match, X-Request-Id";
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    if let Ok(allowed) = HeaderValue::try_from(allowed) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allowed.clone());
        if allowed.as_bytes().windows(5).any(|word| word == b"PATCH") {
            headers.insert(ACCEPT_PATCH, HeaderValue::from_static("application/merge-patch+json"));
        }
        headers.insert(header::ALLOW, allowed);
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// What every response carries, whatever the request, but for 304: kept answers hold it ready.
pub(crate) fn add_constant_headers(headers: &mut HeaderMap) {
    const EXPOSED: &str = "Atlas-Revision, Content-Disposition, Content-Language, ETag, Link, Location, Retry-After, \
         WWW-Authenticate, X-Request-Id";
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
