//! Tests of the whole service through its own door, one binary, run once for each database.
//!
//! `api` has one folder for each area of the server, `contract` goes over every operation of the document, `heavy` is
//! what kills, fills and floods: last, and one after the other.

mod api;
mod contract;
mod heavy;
mod snapshots;
