//! `/v1/auth/test-addresses`: where a person's test messages may go. An address is one's own when a code that was sent there came
//! back; so nobody sends words of their own making to somebody else.

pub mod routes;
pub mod send_code;
pub mod service;
pub mod views;
