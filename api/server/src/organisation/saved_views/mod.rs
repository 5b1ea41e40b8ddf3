//! Views of lists: filters and order under a name, one's own or shared with everybody. A view shows nobody more than they
//! may see: it is only the query that is asked.

pub mod routes;
pub mod service;
pub mod views;
