//! The real binary as a process of its own, for what only a process can suffer: SIGKILL and SIGTERM.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use regulars::platform::identity::keys::Keys;
use regulars::platform::identity::tokens::Tokens;
use regulars_domain::permissions::Role;

use crate::actor::Actor;
use crate::app::client;
use crate::database::TestDatabase;
use crate::failing_disk::FailingDisk;
use crate::organisation::{self, Units};

const SECRET: &str = "the secret of the tests, long enough";

/// `regulars serve` on a free port. Killed when dropped.
pub struct Process {
    child: Child,
    port: u16,
}

impl Process {
    /// Starts the server over a database and waits until it listens.
    pub fn serve(database: &TestDatabase) -> Process {
        Process::start(Command::new(binary()).arg("serve"), database)
    }

    /// The same with further settings from the environment, such as `REGULARS_SMTP_URL`.
    pub fn serve_with(database: &TestDatabase, settings: &[(&str, String)]) -> Process {
        let mut command = Command::new(binary());
        command.arg("serve").envs(settings.iter().map(|(name, value)| (*name, value.as_str())));
        Process::start(&mut command, database)
    }

    /// The same with its log, from warnings on, in a new file.
    pub fn serve_with_log(database: &TestDatabase, log: &Path) -> Process {
        Process::start(logging_to(log, Command::new(binary()).arg("serve")), database)
    }

    /// The same with a line for each request.
    pub fn serve_with_requests_logged(database: &TestDatabase, log: &Path) -> Process {
        let mut command = Command::new(binary());
        command.arg("serve").env("REGULARS_LOG_LEVEL", "info,regulars=debug");
        Process::start(command.stderr(std::fs::File::create(log).unwrap()), database)
    }

    /// The same on a disk that can be made to fail. Its log is the disk's.
    pub fn serve_on(disk: &FailingDisk, database: &TestDatabase) -> Process {
        let mut command = Command::new(binary());
        command.arg("serve").env("LD_PRELOAD", disk.library()).env("FAILING_DISK", disk.control());
        Process::start(logging_to(&disk.log_file(), &mut command), database)
    }

    fn start(command: &mut Command, database: &TestDatabase) -> Process {
        if command.get_envs().all(|(name, _)| name != "REGULARS_LOG_LEVEL") {
            command.env("REGULARS_LOG_LEVEL", "error");
        }
        let mut child = command
            .env("DATABASE_URL", &database.url)
            .env("REGULARS_HTTP_LISTEN", "127.0.0.1:0")
            .env("REGULARS_AUTH_SECRET", SECRET)
            .env("REGULARS_LIMITS_CALLER_PER_MINUTE", "1000000")
            .env("REGULARS_LIMITS_ADDRESS_PER_MINUTE", "1000000")
            .env_remove("REGULARS_DEV")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.strip_prefix("listening on ")?.rsplit(':').next()?.trim().parse().ok());
        let Some(port) = port else { panic!("regulars serve did not start: {:?}", child.wait()) };
        Process { child, port }
    }

    /// Runs another command to its end with something on standard input: what it says, and its exit code.
    pub fn run(database_url: &str, arguments: &[&str], input: &str) -> (String, Option<i32>) {
        let mut command = Command::new(binary());
        command.args(arguments).env("DATABASE_URL", database_url).env("REGULARS_AUTH_SECRET", SECRET);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        (String::from_utf8(done.stdout).unwrap(), done.status.code())
    }

    /// SIGKILL: no chance to put anything in order.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, as an init system sends it.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// How long it took to end and whether it ended well; none when it still runs after `patience`.
    pub fn wait(&mut self, patience: Duration) -> Option<(Duration, bool)> {
        let started = Instant::now();
        while started.elapsed() < patience {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some((started.elapsed(), status.success()));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// An administrator, logged in by rows written beside the server.
    pub fn admin(&self, database: &TestDatabase, units: &Units) -> Actor {
        let now = regulars::platform::clock::now();
        let mut db = database.connect();
        let email = format!("{}@example.com", regulars_domain::ids::make("").to_lowercase());
        let user = organisation::add_user(&mut db, &email, &[(units.group.clone(), Role::Admin)], None).unwrap();
        let session = organisation::add_session(&mut db, &user.id, now.naive_utc()).unwrap();
        let tokens = Tokens::new(&Keys::derive(SECRET), chrono::Duration::minutes(15));
        let token = tokens.issue(&user.id, &session.id, now).unwrap();
        Actor { bearer: Some(token), id: user.id, session_id: Some(session.id), ..self.nobody() }
    }

    /// The same caller, to this process: tokens outlive processes.
    pub fn called_by(&self, who: &Actor) -> Actor {
        Actor { base: self.nobody().base, client: client(), ..who.clone() }
    }

    pub fn nobody(&self) -> Actor {
        let base = format!("http://127.0.0.1:{}", self.port);
        Actor { client: client(), base, bearer: None, id: String::new(), session_id: None }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn logging_to<'a>(log: &Path, command: &'a mut Command) -> &'a mut Command {
    command.env("REGULARS_LOG_LEVEL", "warn").stderr(std::fs::File::create(log).unwrap())
}

/// The binary of the same build: two folders above this test's own file.
fn binary() -> PathBuf {
    let named = std::env::var_os("REGULARS_BIN").map(PathBuf::from);
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join("regulars"));
    let path = named.or_else(beside).unwrap();
    assert!(path.is_file(), "{} is not built: make test builds it, or cargo build --bins", path.display());
    path
}
