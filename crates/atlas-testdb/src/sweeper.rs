//! Stops a server and removes its files when this process ends, also by a panic or a signal.
//!
//! A small shell waits for the end of a pipe whose other end only this process holds. It is in a process
//! group of its own, so what is typed at a terminal does not reach it.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Stdio};

use crate::programs::Programs;

const SCRIPT: &str = r#"
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate -w -t 20 stop >/dev/null 2>&1
for _ in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$2" 2>/dev/null && exit 0
    sleep 0.2
done
"#;

/// Sweeps when it is dropped, or when the process ends.
pub(crate) struct Sweeper(Child);

impl Sweeper {
    /// Watches over a folder that belongs to the account of the programs.
    pub(crate) fn start(programs: &Programs, folder: &Path) -> Self {
        let mut command = programs.account.command(Path::new("/bin/sh"));
        command.args(["-c", SCRIPT, "sweeper"]).arg(&programs.folder).arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        Self(command.spawn().unwrap_or_else(|error| panic!("/bin/sh cannot be run: {error}")))
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Whether it could be waited for changes nothing.
        let _ = self.0.wait();
    }
}
