//! What customers bought and gave back, what was sold to nobody in particular, what is held, and what units
//! sell.

pub mod anonymous_sales;
pub mod assortments;
pub mod deliveries;
pub mod held_purchases;
pub mod personal_data;
pub mod purchases;
