//! Life-time value: once a day, and after a change of the setting, the models are fitted to the purchase days of all living
//! consumers, checked against a time that is over, and asked about each of them. `fit` is the job, `base` what it reads,
//! `models` the fits as they are kept and sent, `scoring` what is written of each customer.

mod base;
pub mod fit;
pub mod merging;
mod models;
pub mod policy;
mod reading;
pub mod routes;
mod scoring;
pub mod setting_routes;
pub mod views;
