//! Which kinds of job there are, what happens by the clock, and what is forgotten when.

pub mod kinds;
pub mod retention;
pub mod schedule;
