//! One row for each operation, in the file of its area: a request that succeeds for whoever may ask it, about what is at
//! a place.
//!
//! `w` is the world, `at` the place, `who` the caller. Asked again it succeeds again: codes are fresh, what is deleted
//! is made first. What a row needs beside the world is made below the rows of its area, and a row whose needs cannot be
//! made panics.

macro_rules! samples {
    ($($operation:ident $foreign:ident |$w:ident, $at:ident, $who:ident| $ask:expr;)+) => {
        pub const SAMPLES: &[$crate::contract::samples::Sample] = &[$($crate::contract::samples::Sample {
            operation: stringify!($operation),
            foreign: $foreign,
            ask: |$w, $at, $who| Box::pin(async move {
                let _ = ($w, $at, $who);
                $ask
            }),
        }),+];
    };
}

pub mod administration;
pub mod catalogue;
pub mod customers;
pub mod exchange;
pub mod insight;
pub mod loyalty;
pub mod marketing;
pub mod messaging;
pub mod organisation;
pub mod sales;
pub mod service;

use futures_util::future::LocalBoxFuture;
use regulars_tests::Actor;

use super::ask::Ask;
use super::world::{Place, World};

pub use organisation::handed_out;

const PARTS: &[&[Sample]] = &[
    administration::SAMPLES,
    catalogue::SAMPLES,
    customers::SAMPLES,
    exchange::SAMPLES,
    insight::SAMPLES,
    loyalty::SAMPLES,
    marketing::SAMPLES,
    messaging::SAMPLES,
    organisation::SAMPLES,
    sales::SAMPLES,
    service::SAMPLES,
];

/// The samples of every area.
pub fn samples() -> impl Iterator<Item = &'static Sample> {
    PARTS.iter().copied().flatten()
}

/// How an operation is asked.
pub struct Sample {
    pub operation: &'static str,
    pub foreign: Foreign,
    pub ask: for<'a> fn(&'a World, &'a Place, &'a Actor) -> LocalBoxFuture<'a, Ask>,
}

/// What the same request about another region is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// It reads what has no unit.
    Unscoped,
    /// About the caller's own sessions and what is made in the caller's own name.
    Own,
    /// 403 for whoever has the right over a part only: what is written counts for the whole organisation.
    Root,
    /// 200: the whole organisation is looked through, whoever asks.
    Everywhere,
    /// 404: it does not exist for them.
    Hidden,
    /// 422: what the body names does not exist for them.
    Refused,
    /// 200: the rows of the other region are not among them.
    Filtered,
    /// 200: the rows of the other region are not counted.
    Counted,
    /// 200: each item is refused by itself.
    Itemised,
}
