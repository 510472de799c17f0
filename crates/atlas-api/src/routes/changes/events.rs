//! The feed as server-sent events (WHATWG HTML §9.2): what was missed first, then every change as it is
//! published.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use atlas_model::{FaultKind, Form, RevisionNumber};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;

use super::{ChangeItem, Part};
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

/// After so much silence a comment is sent, so that no proxy takes the connection for dead.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// The header of a client that connects again.
const LAST_EVENT_ID: &str = "last-event-id";

/// The stream, from the revision that the client has seen last; from now where it says nothing.
///
/// # Errors
/// A problem: 400 for a `Last-Event-ID` that is no revision, 503 where too many listen already.
pub(super) fn stream(atlas: Atlas, part: Part, headers: &HeaderMap) -> Result<Response, Problem> {
    let last = match headers.get(LAST_EVENT_ID) {
        Some(given) => {
            let text = String::from_utf8_lossy(given.as_bytes()).into_owned();
            Some(text.parse::<RevisionNumber>().map_err(|_| {
                let form = Form::WholeNumber { min: 0, max: usize::MAX };
                let kind = ProblemKind::InvalidRequest;
                Problem::with(kind, "Last-Event-ID", &text, FaultKind::BadForm { form })
            })?)
        }
        None => part.since,
    };
    let place = Arc::clone(atlas.listeners()).try_acquire_owned();
    let place = place.map_err(|_| Problem::new(ProblemKind::TooManyListeners))?;
    let seen = last.unwrap_or_else(|| atlas.revision());
    let listener = Listener { atlas, part, seen, has_greeted: false, _place: place };
    let events = stream::unfold(listener, |mut listener| async move {
        let chunk = listener.next().await?;
        Some((Ok::<Bytes, Infallible>(chunk), listener))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

struct Listener {
    atlas: Atlas,
    part: Part,
    /// The last revision that was sent, or passed over.
    seen: RevisionNumber,
    has_greeted: bool,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    /// What is sent next: events, or a comment. None where the log cannot be read: the client connects
    /// again and says what it has.
    async fn next(&mut self) -> Option<Bytes> {
        if !self.has_greeted {
            self.has_greeted = true;
            return Some(Bytes::from(format!("retry: 2000\n: since {}\n\n", self.seen)));
        }
        loop {
            let until = self.atlas.revision();
            if until <= self.seen {
                if !self.atlas.reaches(self.seen + 1, SIGN_OF_LIFE).await {
                    return Some(Bytes::from_static(b": nothing new\n\n"));
                }
                continue;
            }
            let (items, read) = self.part.read(&self.atlas, self.seen, until).await.ok()?;
            if read == self.seen {
                return None;
            }
            self.seen = read;
            if items.is_empty() {
                continue;
            }
            let mut text = String::new();
            for revision in &items {
                let item = ChangeItem::of(revision, self.part.look.texts);
                let data = serde_json::to_string(&item).ok()?;
                text += &format!("id: {}\nevent: change\ndata: {data}\n\n", revision.number);
            }
            return Some(Bytes::from(text));
        }
    }
}
