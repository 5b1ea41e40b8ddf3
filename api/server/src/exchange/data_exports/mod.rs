//! All that is held on a person as one archive: `data.json` for programs, `index.html` to be read, and their files.

pub mod archive;
mod page;
pub mod routes;
mod service;
mod views;
