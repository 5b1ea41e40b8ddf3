//! Sales to nobody in particular. They have a house of their own, not a purchase without a customer: every figure, list,
//! merge and erasure of a customer rests on a purchase having one, and none of them may ever count these. What they share
//! is how lines are checked, how a content is told from another, the partner's numbers, and the rules of refunds. They count
//! in the takings of their store.

mod record;
pub mod refunds;
pub mod routes;
pub mod views;

pub use record::{RecordedSale, check_nobody, record};
