//! `regulars serve`.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{demo, first_run, print};
use crate::assembly;
use crate::assembly::router;
use crate::messaging::public_address;
use crate::platform::app::App;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::runner;

/// How long jobs may take to be put down once the server has ended. Both were told to stop at the same time.
const DRAIN: Duration = Duration::from_secs(2);

/// Serves until SIGTERM or SIGINT; what runs has 10 seconds to end.
pub fn serve(config: Config) -> Answer<()> {
    let app = web::Data::new(assembly::open(config)?);
    let welcome = first_run::found(&app)?;
    let demo_logins = first_run::demo_logins(&app)?;
    actix_web::rt::System::new().block_on(async move {
        // Before anybody is told that there is something to stop.
        let signals = Signals::listen()?;
        let bound = router::bind(app.clone())?;
        let host = app.config.http.listen.rsplit_once(':').map_or("127.0.0.1", |(host, _)| host);
        print(&format!("listening on http://{host}:{}\n", bound.port));
        if let Some(login) = welcome {
            print(&format!("\n  log in as  {}\n  password   {}\n  (shown once)\n\n", login.email, login.password));
        }
        if !demo_logins.is_empty() {
            print(&demo::table(&demo_logins));
        }
        public_address::warn_of_links(&app.config);
        let runner = runner::start(app.clone().into_inner())?;
        let state = app.clone();
        resume_sandbox(app.clone().into_inner());
        let server = bound.server.handle();
        actix_web::rt::spawn(async move {
            let is_patient = signals.heard().await;
            app.stop();
            // It is heeded even if it comes before the server runs.
            server.stop(is_patient).await;
        });
        let ended = bound.server.await.map_err(|error| Error::Internal(error.to_string()));
        runner.drain(DRAIN);
        state.sandbox.drain(DRAIN);
        ended
    })
}

/// Opens a sandbox that was used before, beside whatever else begins: what waited there goes on.
pub(super) fn resume_sandbox(app: Arc<App>) {
    if app.sandbox.was_used() {
        actix_web::rt::task::spawn_blocking(move || {
            if let Err(error) = app.sandbox.open(&app) {
                tracing::warn!(%error, "the sandbox cannot be opened");
            }
        });
    }
}

/// The signals that end the process. One that comes after this was made and before it is asked for is not lost.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    pub fn listen() -> Answer<Signals> {
        let of = |kind| signal(kind).map_err(|error| Error::Internal(error.to_string()));
        Ok(Signals { terminate: of(SignalKind::terminate())?, interrupt: of(SignalKind::interrupt())? })
    }

    /// Waits for one; says whether what runs may end (SIGTERM), or somebody waits at a terminal (SIGINT).
    pub async fn heard(mut self) -> bool {
        tokio::select! {
            _ = self.terminate.recv() => true,
            _ = self.interrupt.recv() => false,
        }
    }
}
