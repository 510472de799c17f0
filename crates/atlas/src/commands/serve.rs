//! `atlas serve`: load, index, answer until a signal says stop.

use std::future::pending;
use std::time::Duration;

use atlas_api::Atlas;
use tokio::net::TcpListener;
use tokio::signal;

use crate::cli::ServeArgs;
use crate::config::Config;
use crate::database;
use crate::failure::Failure;

/// How often a database with nothing new says that it is still there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

/// Serves.
pub(super) async fn run(args: &ServeArgs, config: &Config) -> Result<(), Failure> {
    let settings = config.service(args)?;
    let (store, dataset) = database::open_and_load(config, config.wait(args)).await?;
    if dataset.is_empty() {
        let location = config.shown_database();
        tracing::warn!("{location} holds no records; fill it: atlas import --database {location} DIR…");
    }
    let records = dataset.len();
    let snapshot = database::index(dataset, config).await?;
    let revision = snapshot.revision();
    let address = config.listen(args);
    let listener =
        TcpListener::bind(address).await.map_err(|error| Failure::outside(address.to_string(), error))?;
    let bound = listener.local_addr().map_err(|error| Failure::outside(address.to_string(), error))?;
    let atlas = Atlas::new(snapshot, store, settings);
    tracing::info!(revision, records, "listening on http://{bound}/ (reference: http://{bound}/docs/)");
    let following = tokio::spawn(atlas_api::follow(atlas.clone(), SIGN_OF_LIFE));
    let served = atlas_api::serve(listener, atlas.clone(), stop_signal()).await;
    following.abort();
    served.map_err(|error| Failure::outside("serving", error))?;
    atlas.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Completes on SIGINT or SIGTERM.
async fn stop_signal() {
    let interrupt = async {
        if signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match signal::unix::signal(signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => _ = terminate.recv().await,
            Err(_) => pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
