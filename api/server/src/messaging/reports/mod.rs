//! What is reported of messages after they left: over HTTP by a mail provider (`routes`), or by the mail that comes back
//! (`bounce_mail`). Both end in `service`, which writes it on the delivery and suppresses an address that is dead or whose
//! owner complained. Reporting the same twice changes nothing the second time.

pub mod bounce_mail;
pub mod routes;
pub mod service;
pub mod views;
