//! Purchases of customers whom nobody knows: held until somebody has what they name, or a person decides. Holding them is
//! part of recording purchases (`purchases::holding`). While one is held it keeps who was named, as personal data of nobody
//! yet: after 180 days it becomes an anonymous sale, and once it is settled only what it became is known of it.

pub mod matching;
pub mod routes;
pub mod service;
pub mod views;
