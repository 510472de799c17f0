//! Accepting connections, and stopping: what is under way ends, nothing new begins.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::front::Front;
use crate::state::Atlas;

/// Serves until `shutdown` completes, then for at most [`crate::Settings::drain_time`] more, in which
/// the requests under way end.
///
/// # Errors
/// None today: failures of single connections are logged, and accepting is tried again.
pub async fn serve(
    listener: TcpListener,
    atlas: Atlas,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let settings = atlas.settings().clone();
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(settings.header_time);
    builder.http2().timer(TokioTimer::new());
    let front = crate::front(&atlas);
    let places = Arc::new(Semaphore::new(settings.connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut shutdown => break,
        };
        let Some((stream, place)) = accepted else { continue };
        let connection = connect(&builder, stream, front.clone());
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = %error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping: requests under way may end");
    if tokio::time::timeout(settings.drain_time, graceful.shutdown()).await.is_err() {
        tracing::warn!(after = ?settings.drain_time, "stopped with requests still under way");
    }
    Ok(())
}

type Connection<'a> = hyper_util::server::conn::auto::Connection<
    'a,
    TokioIo<TcpStream>,
    TowerToHyperService<Front>,
    TokioExecutor,
>;

fn connect(builder: &Builder<TokioExecutor>, stream: TcpStream, front: Front) -> Connection<'_> {
    builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(front))
}

/// The next connection, as soon as there is a place for it; none after a failure, which is logged.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps Nagle's algorithm");
            }
            Some((stream, place))
        }
        Err(error) => {
            // Out of file descriptors, most likely: do not spin until some are free again.
            tracing::error!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}
