//! Imports: a file of customers or purchases, uploaded, mapped, tried and run as a job.
//!
//! `upload` takes the bytes into chunk rows, `content` and `records` turn them back into rows of text in bounded
//! memory, `survey` looks once at the whole file, `rows` reads its rows with the domain's rules, `context` is what rows are read and looked up with, `window`
//! is the order they are written in. A part of them is written by `purchases` or `customers` in one transaction together
//! with how far the run has come, so a run that is killed goes on without a lost or doubled row (`run`); `check` does
//! the same without writing, and `undo` takes back what a run made, its purchases by
//! `reversal`.

mod check;
mod content;
mod context;
mod customers;
mod foretold;
mod intake;
mod known_customers;
mod meaning;
pub mod merging;
mod new_customers;
mod options;
mod packed;
pub mod personal_data;
mod posting;
mod preview;
mod purchases;
mod reasons;
mod records;
mod rejections;
mod rejections_stream;
mod repeats;
mod returns;
mod reversal;
pub mod routes;
mod rows;
mod run;
pub mod service;
mod survey;
mod undo;
mod undo_plan;
mod upload;
pub mod views;
mod window;

pub use check::Check;
pub use content::Files;
pub use options::{Counts, Options};
pub use run::Run;
pub use service::set_mapping;
pub use undo::Undo;
pub use upload::{Upload, inspect};
