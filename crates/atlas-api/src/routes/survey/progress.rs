//! What takes seconds, told as it goes: server-sent events (WHATWG HTML §9.2).

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use atlas_model::Lang;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use futures_util::stream;
use serde::Serialize;
use tokio::sync::watch;

use crate::answer::Answer;
use crate::problem::Problem;

/// The media type of events.
pub(super) const EVENTS: &str = "text/event-stream";

/// How far it has come.
#[derive(Debug, Clone, Copy, Serialize)]
struct Progress {
    /// `reviewing`, `writing` or `answering`.
    stage: &'static str,
    /// How many rows are written, out of how many; 0 of 0 while none are.
    done: usize,
    total: usize,
}

/// Is told how far it has come. A clone tells the same; by default nobody listens.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch(Option<Arc<watch::Sender<Progress>>>);

impl Watch {
    /// A stage of which the rows are not counted begins.
    pub(super) fn begin(&self, stage: &'static str) {
        self.tell(Progress { stage, done: 0, total: 0 });
    }

    /// So many rows are written.
    pub(super) fn wrote(&self, done: usize, total: usize) {
        self.tell(Progress { stage: "writing", done, total });
    }

    fn tell(&self, progress: Progress) {
        if let Some(sender) = &self.0 {
            sender.send_replace(progress);
        }
    }
}

/// Whether a client wants to be told as it goes.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accepts.is_some_and(|accept| accept.contains(EVENTS))
}

type Outcome = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send>>;

/// What the stream has still to tell.
struct Telling {
    outcome: Option<Outcome>,
    told: watch::Receiver<Progress>,
    /// Whether anything was told: something is at once, however quick the rest is.
    has_begun: bool,
    lang: Lang,
}

/// The events of something: `progress`, any number of them, then `result` with the answer or `problem`.
pub(super) fn stream<F>(lang: Lang, begin: impl FnOnce(Watch) -> F) -> Response
where
    F: Future<Output = Result<Answer, Problem>> + Send + 'static,
{
    let (sender, told) = watch::channel(Progress { stage: "reviewing", done: 0, total: 0 });
    let outcome: Outcome = Box::pin(begin(Watch(Some(Arc::new(sender)))));
    let telling = Telling { outcome: Some(outcome), told, has_begun: false, lang };
    let events = stream::unfold(telling, |mut telling| async move {
        let event = telling.next().await?;
        Some((Ok::<Bytes, Infallible>(event), telling))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(EVENTS));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl Telling {
    async fn next(&mut self) -> Option<Bytes> {
        let outcome = self.outcome.as_mut()?;
        if !std::mem::replace(&mut self.has_begun, true) {
            let progress = *self.told.borrow_and_update();
            return Some(event(&progress));
        }
        tokio::select! {
            biased;
            done = outcome => {
                self.outcome = None;
                Some(last(done, self.lang))
            }
            Ok(()) = self.told.changed() => {
                let progress = *self.told.borrow_and_update();
                Some(event(&progress))
            }
        }
    }
}

fn event(progress: &Progress) -> Bytes {
    let data = serde_json::to_string(progress).unwrap_or_default();
    Bytes::from(format!("event: progress\ndata: {data}\n\n"))
}

fn last(done: Result<Answer, Problem>, lang: Lang) -> Bytes {
    match done {
        Ok(answer) => {
            let body = String::from_utf8_lossy(&answer.body);
            Bytes::from(format!("event: result\ndata: {body}\n\n"))
        }
        Err(problem) => {
            let body = serde_json::to_string(&problem.body(lang, "", "")).unwrap_or_default();
            Bytes::from(format!("event: problem\ndata: {body}\n\n"))
        }
    }
}
