//! Exports: customers and purchases as streams of CSV or NDJSON.

pub mod cells;
