//! Templates of messages: written, checked, previewed as a customer, and sent to oneself before anybody else gets them.

pub mod facts;
pub mod routes;
pub mod service;
pub mod test_send;
pub mod trial_routes;
pub mod views;
