//! Customers: who they are, what is known of them, and why they are worth what they are worth.

pub mod contact;
pub mod expansions;
pub mod explain;
pub mod facts;
pub mod figures;
pub mod figures_routes;
pub mod identities;
pub mod lookups;
pub mod many;
pub mod merged_redirect;
pub mod named;
pub mod new;
pub mod owners;
pub mod queries;
pub mod routes;
pub mod service;
pub mod sub_routes;
pub mod upsert;
pub mod views;
