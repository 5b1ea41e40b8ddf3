//! Two customers that turn out to be one: merged with all their facts, and taken apart again.
//!
//! What is told of one goes with it in the same transaction. The facts of other areas are moved by these themselves: each
//! hands over a [`parts::MergePart`], and the composition root makes the list in its order.

pub mod merging;
pub mod parts;
mod profile;
pub mod routes;
pub mod undoing;
pub mod views;
