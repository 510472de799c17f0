//! Hears of commits as they happen, whoever makes them.
//!
//! One connection listens from the first time that somebody asks. It is made again when it is lost; until
//! it stands, and where a server lets nobody listen (a standby, some pools), whoever waits asks for the
//! revision now and then.

use std::convert::Infallible;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use atlas_model::RevisionNumber;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::{ANSWER_WITHIN, revision, within};
use crate::StoreError;

/// The channel on which every commit tells its last revision.
pub(super) const CHANNEL: &str = "atlas_revision";

/// How often the revision is asked for while nobody listens.
const ASK_EVERY: Duration = Duration::from_millis(250);

/// How long the listener takes silence for granted before it makes sure that it still hears.
const SILENCE: Duration = Duration::from_secs(15);

/// What is known of the last revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Heard {
    /// Whether a later commit would be heard.
    listening: bool,
    last: RevisionNumber,
}

/// The listener and those who wait for it.
pub(super) struct Ears {
    pool: PgPool,
    heard: Arc<watch::Sender<Heard>>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Ears {
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool, heard: Arc::new(watch::Sender::new(Heard::default())), task: Mutex::new(None) }
    }

    /// Waits until the last revision is greater than `after`; `ask` asks the database for it.
    pub(super) async fn beyond<A>(
        &self,
        after: RevisionNumber,
        ask: impl Fn() -> A + Send + Sync,
    ) -> Result<RevisionNumber, StoreError>
    where
        A: Future<Output = Result<RevisionNumber, StoreError>> + Send,
    {
        self.start();
        let mut heard = self.heard.subscribe();
        loop {
            let Heard { listening, last } = *heard.borrow_and_update();
            let last = if listening { last } else { ask().await? };
            if last > after {
                return Ok(last);
            }
            let until = if listening { Duration::MAX } else { ASK_EVERY };
            // Whichever comes first; the next round looks again in either case.
            let _ = timeout(until, heard.changed()).await;
        }
    }

    /// Wakes those who wait for a commit that was made here, without the way round over the server.
    pub(super) fn tell(&self, last: RevisionNumber) {
        self.heard.send_if_modified(|heard| {
            let is_news = heard.last < last;
            heard.last = heard.last.max(last);
            is_news
        });
    }

    /// Stops listening; whoever waits asks the database, which is closed next.
    pub(super) async fn close(&self) {
        let task = self.task().take();
        if let Some(task) = task {
            task.abort();
            // It ends as an aborted task does.
            let _ = task.await;
        }
        self.pool.close().await;
        self.heard.send_modify(|heard| heard.listening = false);
    }

    fn start(&self) {
        let mut task = self.task();
        if task.is_none() && !self.pool.is_closed() {
            *task = Some(tokio::spawn(listen(self.pool.clone(), Arc::clone(&self.heard))));
        }
    }

    fn task(&self) -> std::sync::MutexGuard<'_, Option<JoinHandle<()>>> {
        self.task.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Ears {
    fn drop(&mut self) {
        if let Some(task) = self.task().take() {
            task.abort();
        }
    }
}

/// Listens for as long as the store is open.
async fn listen(pool: PgPool, heard: Arc<watch::Sender<Heard>>) {
    while !pool.is_closed() {
        let Err(error) = hear(&pool, &heard).await;
        tracing::debug!(?error, "the listener lost its connection; the revision is asked for instead");
        heard.send_modify(|heard| heard.listening = false);
        sleep(ASK_EVERY).await;
    }
}

/// Listens until the connection is lost.
async fn hear(pool: &PgPool, heard: &watch::Sender<Heard>) -> Result<Infallible, StoreError> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    loop {
        // Read after listening began, so nothing falls between; and what is told is not taken on trust,
        // since another atlas may live in another schema of the database.
        let last = within(ANSWER_WITHIN, revision::last(&mut listener)).await?.number;
        heard.send_if_modified(|heard| {
            let now = Heard { listening: true, last };
            std::mem::replace(heard, now) != now
        });
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(_))) => while listener.next_buffered().is_some() {},
            Ok(Ok(None)) => return Err(sqlx::Error::Io(std::io::ErrorKind::UnexpectedEof.into()).into()),
            Ok(Err(error)) => return Err(error.into()),
            // Silence: asking for the revision shows whether the connection still stands.
            Err(_) => {}
        }
    }
}
