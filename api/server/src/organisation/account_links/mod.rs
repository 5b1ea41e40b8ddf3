//! Links by which somebody sets a password without one: an invitation, or a reset. They are good once and for a while,
//! kept as digests, and go out by mail, or over the administrator's hands where no mail is set up.

pub mod routes;
pub mod service;
pub mod views;

use regulars_db::Db;
use regulars_domain::organisation::account_links::LinkPurpose;

use crate::platform::config::Config;
use crate::platform::error::Answer;

/// How a link is brought to its person; the area that sends mails hands it over.
pub struct LinkMail {
    /// Whether mails leave at all.
    pub is_set_up: fn(&Config) -> bool,
    /// Has a link made for a user and mailed, on behalf of somebody.
    pub enqueue: fn(&mut Db, &str, LinkPurpose, &str) -> Answer<()>,
}
