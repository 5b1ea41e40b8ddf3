//! Handing over the work of somebody who leaves, or stands in for somebody: customers, open complaints, open tasks.

mod job;
pub mod routes;
pub mod service;
pub mod views;

pub use self::job::HandOver;
