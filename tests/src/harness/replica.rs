//! `atlas serve` as a process of its own, which can be killed, and the other commands.
#![expect(clippy::panic, reason = "a test whose service cannot be started has failed")]

use std::net::SocketAddr;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::oneshot;

use super::answer::Answer;
use super::client::Client;
use super::place::{binary, repository};

/// Before the address, in the line of the log that says that the service listens.
const LISTENING: &str = "listening on http://";

/// How long a revision may take to come. A debug build on a busy machine indexes a whole world meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running service, with the database that it serves. Dropping it kills it.
#[derive(Debug)]
pub struct Replica {
    location: String,
    arguments: Vec<String>,
    process: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
    client: Client,
}

impl Replica {
    /// A service over a database (a file or a URL), on a free port. Returns once it listens.
    ///
    /// # Panics
    /// If it ends before it listens; the message is its log.
    pub async fn start(location: &str, arguments: &[&str]) -> Self {
        let arguments: Vec<String> = arguments.iter().map(|one| (*one).to_owned()).collect();
        let log = Arc::new(Mutex::new(String::new()));
        let (process, address) = spawn(location, &arguments, &log).await;
        Self { location: location.to_owned(), arguments, process, address, log, client: Client::new() }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Kills it at once: it gets no chance to tidy up.
    ///
    /// # Panics
    /// If it ended by itself before.
    pub async fn kill(&mut self) {
        let ended = self.process.try_wait();
        assert!(matches!(ended, Ok(None)), "{ended:?}: {}", self.log());
        self.process.kill().await.expect("a process can be killed");
    }

    /// Starts it again, on another port. Returns once it listens.
    ///
    /// # Panics
    /// If it ends before it listens; the message is its log.
    pub async fn restart(&mut self) {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clear();
        (self.process, self.address) = spawn(&self.location, &self.arguments, &self.log).await;
    }

    /// What it has logged since it was started.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The revision from which it answered first since it was started.
    ///
    /// # Panics
    /// If its log does not tell.
    #[must_use]
    pub fn begun_at(&self) -> u64 {
        let log = self.log();
        let line = log.lines().find(|line| line.contains(LISTENING)).unwrap_or_default();
        let number = line.split_once("revision=").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
        number.unwrap_or_else(|| panic!("no revision: {log}"))
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
        let asked = self.client.ask(self.address, method, path, headers).await;
        asked.unwrap_or_else(|error| panic!("{error:?}: {}", self.log()))
    }

    /// What a method answers, asked with these headers and a JSON body.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &serde_json::Value,
    ) -> Answer {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send_bytes(method, path, headers, body).await
    }

    /// What a method answers, asked with these headers and this body.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let sent = self.client.send(self.address, method, path, headers, body).await;
        sent.unwrap_or_else(|error| panic!("{error:?}: {}", self.log()))
    }

    /// What GET answers once a revision answers; a service that says to try again is asked again.
    ///
    /// # Panics
    /// If there is no answer.
    pub async fn get_at(&self, revision: u64, path: &str) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.ask("GET", path, &[("atlas-min-revision", &revision.to_string())]).await;
            if answer.status != 503 || begun.elapsed() > PATIENCE {
                return answer;
            }
        }
    }

    /// The value of a metric without labels.
    ///
    /// # Panics
    /// If there is none of this name.
    pub async fn metric(&self, name: &str) -> u64 {
        let text = self.get("/metrics").await.text();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {name} in {text}"))
    }
}

/// Runs another command on a database, and waits for its end.
///
/// # Panics
/// If it cannot be started.
pub async fn run(location: &str, arguments: &[&str]) -> Output {
    let mut command = command(location);
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    command.output().await.expect("the binary starts")
}

/// The binary with its database, which is told by the environment as an operator would: a command line is
/// for everyone on the machine to read.
fn command(location: &str) -> Command {
    let mut command = Command::new(binary());
    for name in ["ATLAS_LISTEN", "ATLAS_PUBLIC_URL", "ATLAS_LOG", "ATLAS_LOG_JSON", "ATLAS_WAIT"] {
        command.env_remove(name);
    }
    command.env("ATLAS_DATABASE", location).current_dir(repository());
    command
}

async fn spawn(location: &str, arguments: &[String], log: &Arc<Mutex<String>>) -> (Child, SocketAddr) {
    let mut process = command(location)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let (told, listens) = oneshot::channel();
    let stderr = process.stderr.take().expect("it was piped");
    tokio::spawn(keep_log(stderr, Arc::clone(log), told));
    match listens.await {
        Ok(address) => (process, address),
        Err(_) => panic!("ended before it listened: {}", log.lock().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Keeps what a process logs, and tells where it listens.
async fn keep_log(stderr: ChildStderr, log: Arc<Mutex<String>>, told: oneshot::Sender<SocketAddr>) {
    let (mut lines, mut told) = (BufReader::new(stderr).lines(), Some(told));
    while let Ok(Some(line)) = lines.next_line().await {
        let address = line.split_once(LISTENING).and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_str(&line);
        log.push('\n');
        drop(log);
        if let Some(address) = address
            && let Some(told) = told.take()
        {
            // Fails only where nobody waits any more.
            _ = told.send(address);
        }
    }
}
