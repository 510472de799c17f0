//! A service on a thread and a port of its own, and a client that asks it over the network.

use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::Duration;

use atlas_api::{Atlas, Settings};
use atlas_index::Snapshot;
use atlas_store::OpenOptions;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::answer::Answer;
use super::client::Client;
use super::fixture::{fixture_snapshot, write_fixture};

/// How often a database with nothing new says that it is still there.
const SIGN_OF_LIFE: Duration = Duration::from_millis(20);

/// A running service. Dropping it ends it as an operator's stop would, and waits for that.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    location: String,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    /// Holds the database as long as the service runs.
    directory: Option<TempDir>,
}

impl Server {
    /// A service over a copy of the fixtures.
    ///
    /// # Panics
    /// If it cannot be started.
    pub async fn fixture() -> Self {
        Self::fixture_with(Settings::default()).await
    }

    /// A service over a copy of the fixtures, with limits of its own.
    ///
    /// # Panics
    /// If it cannot be started.
    pub async fn fixture_with(settings: Settings) -> Self {
        let directory = tempfile::tempdir().expect("there is a directory for temporary files");
        let database = write_fixture(directory.path()).await;
        let mut server =
            Self::start(&database.to_string_lossy(), Some(fixture_snapshot().await), settings).await;
        server.directory = Some(directory);
        server
    }

    /// A service over a database that is there: a file or a URL.
    ///
    /// # Panics
    /// If it cannot be started.
    pub async fn over(location: &str, settings: Settings) -> Self {
        Self::start(location, None, settings).await
    }

    async fn start(location: &str, snapshot: Option<Snapshot>, settings: Settings) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (told, bound) = oneshot::channel();
        let opened = location.to_owned();
        // A runtime of its own: the service goes on to its end when that of the test is gone.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime can be made").block_on(async move {
                run(open(&opened, snapshot, settings).await, told, stopped).await;
            });
        });
        let address = bound.await.expect("the service can be started");
        let (location, client) = (location.to_owned(), Client::new());
        Self { address, location, client, stop: Some(stop), thread: Some(thread), directory: None }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The database. Whoever opens it beside the service may write; the service soon answers from that.
    #[must_use]
    pub fn location(&self) -> &str {
        &self.location
    }

    /// The URL of a path with its query.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What GET answers.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[]).await
    }

    /// What a method answers, asked with these headers.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.client.ask(self.address, method, path, headers).await.expect("the service answers")
    }

    /// What is answered to a request line and headers sent as they stand, which no proper client
    /// would send. `Host` and `Connection` are added.
    ///
    /// # Panics
    /// If there is no answer that can be read.
    pub async fn send(&self, request_line: &[u8], headers: &[(&str, &str)]) -> Answer {
        let mut request = request_line.to_vec();
        request.extend_from_slice(format!("\r\nhost: {}\r\nconnection: close\r\n", self.address).as_bytes());
        for (name, value) in headers {
            request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        request.extend_from_slice(b"\r\n");
        let mut connection = TcpStream::connect(self.address).await.expect("the service listens");
        connection.write_all(&request).await.expect("the service reads");
        let mut response = Vec::new();
        connection.read_to_end(&mut response).await.expect("the service answers");
        read_response(&response)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(!matches!(ended, Some(Err(_))) || std::thread::panicking(), "the service panicked");
    }
}

/// Percent-encodes a value of a query or a segment of a path.
#[must_use]
pub fn encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// Opens a database, and indexes it unless that was done.
async fn open(location: &str, snapshot: Option<Snapshot>, settings: Settings) -> Atlas {
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    let store = atlas_store::open(location, options).await.expect("the database can be opened");
    let snapshot = match snapshot {
        Some(snapshot) => snapshot,
        None => {
            let dataset = store.load().await.expect("the database can be read");
            Snapshot::build(dataset).expect("the records can be indexed")
        }
    };
    Atlas::new(snapshot, store, settings)
}

/// Serves until told to stop, or until whoever could tell is gone.
async fn run(atlas: Atlas, told: oneshot::Sender<SocketAddr>, stopped: oneshot::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
    let address = listener.local_addr().expect("the port has a number");
    // Fails only where the test ended meanwhile; then `stopped` completes at once.
    _ = told.send(address);
    let following = tokio::spawn(atlas_api::follow(atlas.clone(), SIGN_OF_LIFE));
    let served = atlas_api::serve(listener, atlas.clone(), async {
        _ = stopped.await;
    });
    served.await.expect("the service ends well");
    following.abort();
    atlas.store().close().await;
}

/// Reads an HTTP/1.1 response that was closed at its end.
fn read_response(response: &[u8]) -> Answer {
    let end = response.windows(4).position(|window| window == b"\r\n\r\n").expect("a head ends");
    let head = std::str::from_utf8(&response[..end]).expect("a head is ASCII");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.parse::<HeaderName>().ok()?, value.trim().parse::<HeaderValue>().ok()?))
    };
    let headers: HeaderMap = lines.filter_map(header).collect();
    Answer { status: status.expect("a status is a number"), headers, bytes: response[end + 4..].to_vec() }
}
