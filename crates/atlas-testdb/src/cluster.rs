//! A server: the shared one, or one to stop and kill.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::database::{self, Database};
use crate::programs::{Programs, run};
use crate::sweeper::Sweeper;

/// Where a server of somebody else's is named.
const ELSEWHERE: &str = "ATLAS_TEST_DATABASE_URL";

/// The database that fresh ones are copies of.
const TEMPLATE: &str = "atlas_template";

/// Outside the ports that systems give to outgoing connections, so that the port of a server that was
/// stopped is still free when it comes back.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Whether what is committed reaches the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// It survives the death of the server, but not that of the machine. Much faster.
    #[default]
    OfProcess,
    /// As in production.
    OfMachine,
}

/// A server on which databases can be created.
pub struct Cluster {
    /// Of a database that is always there; others are reached by putting their name in its place.
    url: String,
    /// None for a server of somebody else's.
    own: Option<Server>,
    made: AtomicU32,
}

/// A server that was started here.
struct Server {
    programs: Programs,
    folder: PathBuf,
    /// Stops the server and removes the folder.
    _sweeper: Sweeper,
}

impl Cluster {
    /// The server that all tests of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match std::env::var(ELSEWHERE) {
            Ok(url) if !url.is_empty() => Self { url, own: None, made: AtomicU32::new(0) },
            _ => Self::start(),
        })
    }

    /// A new server of one's own, which ends with the value.
    #[must_use]
    pub fn start() -> Self {
        Self::start_with(Durability::default())
    }

    /// A new server of one's own, which ends with the value.
    #[must_use]
    pub fn start_with(durability: Durability) -> Self {
        let programs = Programs::find();
        let folder = folder(&programs);
        let sweeper = Sweeper::start(&programs, &folder);
        let password = password();
        let password_file = folder.join("password");
        fs::write(&password_file, &password).unwrap_or_else(|error| panic!("{error}"));
        programs.account.own(&password_file);
        let server = Server { programs, folder, _sweeper: sweeper };
        run(server
            .programs
            .command("initdb")
            .args(["--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres"])
            .args(["--auth=password", "--pwfile"])
            .arg(password_file)
            .arg("--pgdata")
            .arg(server.data()));
        let port = server.start_on_a_free_port(durability);
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        database::create_template(&url, TEMPLATE);
        Self { url, own: Some(server), made: AtomicU32::new(0) }
    }

    /// The URL of a database that is always there, with an account that may do anything.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// An empty database with PostGIS; it is dropped with the value.
    #[must_use]
    pub fn fresh_database(&self) -> Database {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let name = format!("atlas_test_{}_{number}", std::process::id());
        Database::create(&self.url, &name, self.own.is_some().then_some(TEMPLATE))
    }

    /// Shuts the server down as its administrator would: connections are cut, nothing is lost.
    pub fn stop(&self) {
        let server = self.server();
        run(server.control().args(["-m", "fast", "stop"]));
    }

    /// Kills the server with all its processes, as a crash would.
    pub fn kill(&self) {
        let server = self.server();
        let pids = server.pids();
        server.signal("KILL", &pids);
        let deadline = Instant::now() + Duration::from_secs(10);
        while pids.iter().any(|pid| runs(pid)) {
            assert!(Instant::now() < deadline, "the server cannot be killed: {pids:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        // Where nobody collects dead processes, the next server would take it for one that still runs.
        let locks = fs::read_dir(&server.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let locks = locks.filter(|path| path.extension().is_some_and(|extension| extension == "lock"));
        for lock in locks.chain([server.lock_file()]) {
            fs::remove_file(&lock).unwrap_or_else(|error| panic!("{}: {error}", lock.display()));
        }
    }

    /// Stops the server in its tracks, as a cut wire or an overwhelmed machine would: connections stay, and
    /// nothing answers, until [`Cluster::thaw`].
    pub fn freeze(&self) {
        let server = self.server();
        server.signal("STOP", &server.pids());
    }

    /// Lets a frozen server go on.
    pub fn thaw(&self) {
        let server = self.server();
        server.signal("CONT", &server.pids());
    }

    /// Starts the server again on the same port, after it was stopped or killed.
    pub fn restart(&self) {
        let server = self.server();
        if let Err(log) = server.start() {
            panic!("the server does not start again:\n{log}");
        }
    }

    fn server(&self) -> &Server {
        self.own.as_ref().unwrap_or_else(|| panic!("only a server of one's own can be stopped"))
    }
}

impl Server {
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn lock_file(&self) -> PathBuf {
        self.data().join("postmaster.pid")
    }

    /// The server and the processes that it has begun.
    fn pids(&self) -> Vec<String> {
        let said = fs::read_to_string(self.lock_file());
        let said = said.unwrap_or_else(|error| panic!("no server runs: {error}"));
        let pid = said.lines().next().unwrap_or_default().trim().to_owned();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        std::iter::once(pid).chain(children.split_whitespace().map(str::to_owned)).collect()
    }

    fn signal(&self, signal: &str, pids: &[String]) {
        let mut command = self.programs.account.command(Path::new("/bin/sh"));
        command.args(["-c", "kill -s \"$@\" 2>/dev/null", "kill", signal]).args(pids);
        // Some may be gone already.
        let _ = command.status();
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn control(&self) -> Command {
        let mut command = self.programs.command("pg_ctl");
        command.arg("-D").arg(self.data()).arg("-l").arg(self.log()).args(["-w", "-t", "60"]);
        command
    }

    fn start(&self) -> Result<(), String> {
        let started = self.control().arg("start").output();
        if started.is_ok_and(|output| output.status.success()) {
            return Ok(());
        }
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        Err(lines[lines.len().saturating_sub(20)..].join("\n"))
    }

    fn start_on_a_free_port(&self, durability: Durability) -> u16 {
        let mut log = String::new();
        for _ in 0..5 {
            let port = free_port();
            self.configure(port, durability);
            match self.start() {
                Ok(()) => return port,
                Err(error) => log = error,
            }
            // Another program may have taken the port meanwhile.
            if !log.contains("in use") {
                break;
            }
        }
        panic!("the server does not start:\n{log}");
    }

    fn configure(&self, port: u16, durability: Durability) {
        let durable = if durability == Durability::OfMachine { "on" } else { "off" };
        let settings = format!(
            "listen_addresses = '127.0.0.1'\n\
             port = {port}\n\
             unix_socket_directories = '{}'\n\
             max_connections = 200\n\
             fsync = {durable}\n\
             full_page_writes = {durable}\n",
            self.folder.display()
        );
        let file = self.data().join("postgresql.auto.conf");
        fs::write(file, settings).unwrap_or_else(|error| panic!("the server cannot be configured: {error}"));
    }
}

/// A new folder that belongs to the account of the programs and that it can reach.
fn folder(programs: &Programs) -> PathBuf {
    let roots = [std::env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
    for root in &roots {
        let Ok(folder) = tempfile::Builder::new().prefix("atlas-postgres-").tempdir_in(root) else {
            continue;
        };
        programs.account.own(folder.path());
        if programs.account.reaches(folder.path()) {
            let folder = folder.keep();
            let private = fs::Permissions::from_mode(0o700);
            fs::set_permissions(&folder, private).unwrap_or_else(|error| panic!("{error}"));
            return folder;
        }
    }
    panic!("the account that runs PostgreSQL can write in none of {roots:?}");
}

/// The server's only account may do anything, so other people of this machine must not guess it.
fn password() -> String {
    let mut bytes = [0; 16];
    let random = fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    random.unwrap_or_else(|error| panic!("there is no /dev/urandom: {error}"));
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn free_port() -> u16 {
    // Each process, and each call, begins to look somewhere else.
    let password = password();
    let start = u16::from_str_radix(&password[..4], 16).unwrap_or_default();
    let width = PORTS.end - PORTS.start;
    let ports = (0..width).map(|step| PORTS.start + (start % width + step) % width);
    let mut free = ports.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.next().unwrap_or_else(|| panic!("no port of {PORTS:?} is free"))
}

/// Whether a process runs; one that is dead and not yet collected does not.
fn runs(pid: &str) -> bool {
    let stat = fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().next());
    state.is_some_and(|state| state != "Z" && state != "X")
}
