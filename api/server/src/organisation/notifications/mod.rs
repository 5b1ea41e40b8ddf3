//! What people are told: that something waits for them, what became of what they asked for, what they were given. In the
//! console, and by mail as well where mails leave and the person has not said no.

pub mod mail;
pub mod routes;
pub mod service;
pub mod views;

use regulars_db::organisation::users::User;
use serde_json::Value;

use crate::platform::app::App;
use crate::platform::config::Config;
use crate::platform::error::Answer;

/// A mail to somebody who works here.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The same for each try: by it the other side knows what it has already.
    pub id: String,
    pub subject: String,
    pub text: String,
}

/// How people who work here are mailed; the area that sends mails hands it over.
pub struct StaffMail {
    /// Whether mails leave at all.
    pub is_set_up: fn(&Config) -> bool,
    /// Mails a user now; the result tells what became of it. An error: not now.
    pub send: fn(&App, &User, Letter) -> Answer<Value>,
}
