//! Programmes, memberships, and what the counter is shown of them.

mod counter;
mod memberships;
mod programmes;
