//! What was done, for those who look after it. Events are written by `audit`, in the transaction of the deed.

pub mod routes;
pub mod seal;
pub mod views;
