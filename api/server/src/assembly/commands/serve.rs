//! `regulars serve`.

use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::web;
use tokio::signal::unix::{SignalKind, signal};

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
        stop_on_signal(app.clone())?;
        let ended = bound.server.await.map_err(|error| Error::Internal(error.to_string()));
        runner.drain(DRAIN);
        ended
    })
}

/// Tells everything in the process to stop when a signal says so. The server hears the signal by itself.
pub(super) fn stop_on_signal(app: web::Data<App>) -> Answer<()> {
    let failed = |error: std::io::Error| Error::Internal(error.to_string());
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    actix_web::rt::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        app.stopping.store(true, Ordering::Relaxed);
        app.wake.ring();
    });
    Ok(())
}
