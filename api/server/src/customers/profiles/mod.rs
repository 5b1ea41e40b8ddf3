//! Customers: who they are, what is known of them, and why they are worth what they are worth.

pub mod explain;
pub mod facts;
pub mod figures;
pub mod identities;
pub mod lookups;
pub mod merged_redirect;
pub mod named;
pub mod new;
pub mod queries;
pub mod routes;
pub mod service;
pub mod sub_routes;
pub mod views;
