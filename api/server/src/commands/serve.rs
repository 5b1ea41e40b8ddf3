//! `regulars serve`.

use std::sync::atomic::Ordering;

use actix_web::web;

use super::{first_run, print};
use crate::app::App;
use crate::config::Config;
use crate::http;
use crate::http::problem::{Answer, Error};

/// Serves until SIGTERM or SIGINT; what runs has 10 seconds to end.
pub fn serve(config: Config) -> Answer<()> {
    let app = web::Data::new(App::open(config)?);
    let welcome = first_run::found(&app)?;
    actix_web::rt::System::new().block_on(async move {
        let bound = http::bind(app.clone())?;
        let host = app.config.http.listen.rsplit_once(':').map_or("127.0.0.1", |(host, _)| host);
        print(&format!("listening on http://{host}:{}\n", bound.port));
        if let Some(login) = welcome {
            print(&format!("\n  log in as  {}\n  password   {}\n  (shown once)\n\n", login.email, login.password));
        }
        let ended = bound.server.await.map_err(|error| Error::Internal(error.to_string()));
        app.stopping.store(true, Ordering::Relaxed);
        ended
    })
}
