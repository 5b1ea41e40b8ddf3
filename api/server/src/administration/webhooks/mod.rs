//! Webhooks: events posted to other systems as Standard Webhooks 1.0.
//!
//! The relay calls [`outbox::follow`] in the transaction that numbers events: it makes a row for each event and
//! endpoint. One job posts what is due to all endpoints side by side (`deliver`), each with a few requests at a time,
//! so that a slow one holds up no other; it has a thread of its own, so that it holds up no other job. What came of an
//! attempt is written in a step of the job; an attempt of which nothing was written, because the process was killed, is
//! made again under the same `webhook-id`. `guard` keeps connections away from addresses that are not public.

pub mod deliver;
mod delivery_routes;
pub mod ending;
pub mod guard;
pub mod outbox;
mod outcomes;
mod request;
pub mod routes;
pub mod service;
pub mod views;
