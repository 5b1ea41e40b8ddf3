//! Forms by which people sign up. A form is made in the console; its page is for everybody who has the address, without
//! log-in and without scripts, on the phone of who scanned its code or within a page of the chain.
//!
//! What is typed there counts for nothing until it is confirmed: an e-mail by the link that is sent to it, a phone by the
//! code that is sent to it. Then the person who has it is the customer who signed up, or a new one is made, and what they
//! agreed to is their consent. Whoever knows another's phone or e-mail learns nothing by typing it and changes nothing.

mod confirm;
pub mod expire;
pub mod marks;
pub mod merging;
pub mod message;
mod page;
pub mod public_routes;
pub mod routes;
pub mod service;
mod submit;
pub mod views;
