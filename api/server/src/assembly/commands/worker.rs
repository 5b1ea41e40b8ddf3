//! `regulars worker`: jobs without HTTP, as many processes as wanted.

use std::time::Duration;

use actix_web::web;
use regulars_db::Backend;

use super::serve::Signals;
use super::{print, serve};
use crate::assembly;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::runner;

/// How long jobs may take to be put down.
const DRAIN: Duration = Duration::from_secs(10);

/// Works on jobs until SIGTERM or SIGINT.
pub fn work(config: Config) -> Answer<()> {
    if Backend::of(&config.database.url) == Backend::Sqlite {
        let text = "a SQLite file is used by one process: `regulars serve` works on its jobs; set DATABASE_URL=postgres://… for workers";
        return Err(Error::Internal(text.to_owned()));
    }
    if config.jobs.threads == 0 {
        return Err(Error::Internal("jobs.threads: a worker needs at least 1".to_owned()));
    }
    let app = web::Data::new(assembly::open(config)?);
    actix_web::rt::System::new().block_on(async move {
        let signals = Signals::listen()?;
        let runner = runner::start(app.clone().into_inner())?;
        print(&format!("working on jobs, {} at a time\n", app.config.jobs.threads));
        serve::resume_sandbox(app.clone().into_inner());
        signals.heard().await;
        app.stop();
        runner.drain(DRAIN);
        app.sandbox.drain(DRAIN);
        Ok(())
    })
}
