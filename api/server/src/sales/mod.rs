//! What customers bought and gave back.

pub mod purchases;
