//! The inbox of approvals: what waits for somebody's decision in every area, and what became of what they asked for. Each
//! area says for itself who decides.

pub mod routes;
pub mod service;
pub mod views;
