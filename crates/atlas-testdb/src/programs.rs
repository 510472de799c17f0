//! The programs of PostgreSQL on this machine, and the account that may run them.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Said when there is no server to be had.
pub(crate) const MISSING: &str = "PostgreSQL with PostGIS was not found, and this test needs it. \
     On Debian 12: `apt-get install postgresql-15-postgis-3`; on another release, the package \
     `postgresql-<version>-postgis-3` of its version (`apt-get install postgresql postgis` names it). \
     Or set ATLAS_TEST_DATABASE_URL to a server where databases may be created, such as \
     postgres://postgres:password@127.0.0.1:5432/postgres";

/// The folder of `initdb`, `pg_ctl` and `postgres`, and who runs them.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    pub(crate) folder: PathBuf,
    pub(crate) account: Account,
}

/// An account of this machine; none for our own. PostgreSQL refuses to be run by root.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account(Option<(u32, u32)>);

impl Programs {
    /// The newest version that has PostGIS, else the newest.
    pub(crate) fn find() -> Self {
        let folder = candidates().into_iter().find(|folder| {
            ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
        });
        Self { folder: folder.unwrap_or_else(|| panic!("{MISSING}")), account: Account::find() }
    }

    /// A program, to be run by the account in a folder where it may be.
    pub(crate) fn command(&self, program: &str) -> Command {
        self.account.command(&self.folder.join(program))
    }
}

impl Account {
    fn find() -> Self {
        if own_uid() != 0 {
            return Self(None);
        }
        let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let of = |name: &str| {
            let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut ids = line.split(':').skip(2).map_while(|id| id.parse::<u32>().ok());
            Some((ids.next()?, ids.next()?))
        };
        let account = of("postgres").or_else(|| of("nobody"));
        Self(Some(account.unwrap_or_else(|| panic!("there is no account `postgres` to run the server"))))
    }

    pub(crate) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Self(Some((uid, gid))) = self {
            command.uid(uid).gid(gid);
        }
        command.current_dir("/").stdin(Stdio::null()).env_remove("PGDATA").env("LC_ALL", "C.UTF-8");
        command
    }

    /// Gives a file or folder to the account.
    pub(crate) fn own(self, path: &Path) {
        if let Self(Some((uid, gid))) = self {
            std::os::unix::fs::chown(path, Some(uid), Some(gid))
                .unwrap_or_else(|error| panic!("{} cannot be given away: {error}", path.display()));
        }
    }

    /// Whether it can write in a folder.
    pub(crate) fn reaches(self, folder: &Path) -> bool {
        let mut command = self.command(Path::new("/bin/sh"));
        command.args(["-c", "cd \"$1\" && test -w .", "sh"]).arg(folder).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }
}

/// Runs a command to its end, and panics with what it said unless it succeeds.
pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if !output.status.success() {
        panic!("{command:?}: {}\n{}{}", output.status, said(&output.stdout), said(&output.stderr));
    }
    output
}

fn own_uid() -> u32 {
    let own = tempfile::NamedTempFile::new().and_then(|file| file.as_file().metadata());
    own.unwrap_or_else(|error| panic!("there is no temporary folder to write to: {error}")).uid()
}

fn candidates() -> Vec<PathBuf> {
    let mut found: Vec<(bool, u32, PathBuf)> = Vec::new();
    for (root, prefix) in [("/usr/lib/postgresql", ""), ("/usr", "pgsql-")] {
        for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let version = name.strip_prefix(prefix).and_then(|version| version.parse::<u32>().ok());
            if let Some(version) = version {
                let extensions = [
                    format!("/usr/share/postgresql/{version}/extension/postgis.control"),
                    format!("{root}/{name}/share/extension/postgis.control"),
                ];
                let has_postgis = extensions.iter().any(|path| Path::new(path).exists());
                found.push((has_postgis, version, entry.path().join("bin")));
            }
        }
    }
    found.sort();
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&on_path).collect::<Vec<_>>();
    found.into_iter().rev().map(|(_, _, folder)| folder).chain(on_path).collect()
}
