//! What customers bought and gave back.

pub mod personal_data;
pub mod purchases;
