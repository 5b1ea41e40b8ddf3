//! `/t/unsubscribe`: the page behind the link in each marketing message, for everybody who has one, without log-in.
//!
//! Looking at it changes nothing, for mail scanners follow links. Posting to it is the one click of RFC 8058, which mail
//! programs do themselves, and what the page's button does. It writes the customer's no to the channel, once. No address is
//! suppressed by it: the no is the customer's, whatever address they have later.

mod page;
pub mod routes;
mod service;
