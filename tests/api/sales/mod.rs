//! What customers bought and gave back.

mod purchases;
