//! Who the customers are, what hangs on one, and the class each is in.

mod profiles;
mod tiers;
