//! Who does something.

use std::ops::Deref;
use std::sync::Arc;

use super::principal::Principal;

/// Somebody known, whatever they may do.
#[derive(Clone)]
pub struct Actor(pub Arc<Principal>);

impl Deref for Actor {
    type Target = Principal;
    fn deref(&self) -> &Principal {
        &self.0
    }
}
