//! Who the customers are, what hangs on one, and the class each is in.

mod duplicates;
mod merges;
mod privacy;
mod profiles;
mod tiers;
