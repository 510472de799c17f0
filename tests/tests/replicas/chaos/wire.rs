//! The wire between the writers and the database: now and then it breaks between a commit and its
//! confirmation, so that the writer cannot know whether it was accepted.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use atlas_synth::Random;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::{SEED, lock};

/// One commit of so many loses its confirmation.
const LOST: usize = 40;

/// What a client sends to commit.
const COMMIT: &[u8] = b"COMMIT\0";

/// The URL of the same database over such a wire.
pub(super) async fn over(url: &str) -> String {
    let (account, place) = url.rsplit_once('@').unwrap();
    let (address, name) = place.split_once('/').unwrap();
    let database: SocketAddr = address.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap();
    let random = Arc::new(Mutex::new(Random::new(SEED - 1)));
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(carry(client, database, Arc::clone(&random)));
        }
    });
    format!("{account}@{own}/{name}")
}

/// Carries what both sides say, until one of them is gone or a confirmation is lost.
async fn carry(mut client: TcpStream, database: SocketAddr, random: Arc<Mutex<Random>>) {
    let Ok(mut server) = TcpStream::connect(database).await else { return };
    let (mut asked, mut said) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                if server.write_all(&asked[..length]).await.is_err() {
                    return;
                }
                if asked[..length].ends_with(COMMIT) && lock(&random).below(LOST) == 0 {
                    // Confirmed, but not to whoever asked.
                    _ = server.read(&mut said).await;
                    return;
                }
            }
            read = server.read(&mut said) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&said[..length]).await.is_err() {
                    return;
                }
            }
        }
    }
}
