//! Accepting connections, and stopping: what is under way ends, nothing new begins.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioExecutor;
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::connection::{LazyTimer, Wire};
use crate::settings::Settings;
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
    let front = crate::front(&atlas);
    let places = Arc::new(Semaphore::new(settings.connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut shutdown => break,
        };
        let Some((stream, peer, place)) = accepted else { continue };
        let builder = builder(&settings);
        let service = TowerToHyperService::new(front.clone().with_peer(peer.ip()));
        let connection = builder.serve_connection(Wire::new(stream), service).into_owned();
        let connection = graceful.watch(connection);
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

/// What connections keep to: HTTP/1.1 or HTTP/2, and the time that the head of a request may take.
fn builder(settings: &Settings) -> Builder<TokioExecutor> {
    let (mut builder, timer) = (Builder::new(TokioExecutor::new()), LazyTimer::default());
    builder.http1().timer(timer.clone()).header_read_timeout(settings.header_time);
    builder.http2().timer(timer);
    builder
}

/// The next connection, as soon as there is a place for it; none after a failure, which is logged.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps Nagle's algorithm");
            }
            Some((stream, peer, place))
        }
        Err(error) => {
            // Out of file descriptors, most likely: do not spin until some are free again.
            tracing::error!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}
