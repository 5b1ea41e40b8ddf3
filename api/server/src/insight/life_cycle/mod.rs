//! The life cycle of customers: every night each of them is given a stage and codes of recency, frequency and monetary value.
//! `pass` is the job, `judging` what it says of some customers, `reading` what is answered of what it left.

mod judging;
pub mod merging;
pub mod pass;
pub mod queries;
mod reading;
pub mod routes;
pub mod views;
