//! What customers bought and gave back.

mod anonymous_sales;
mod assortments;
mod deliveries;
mod purchases;
