//! Tells who works on jobs that there is work, once the write that asked for it is committed and durable.
//!
//! A unit of work marks its own thread when it queues a job ([`queued`]); the door that ran it takes the mark and rings
//! after the commit. What is rolled back rings nothing.

use std::cell::Cell;
use std::sync::{Arc, OnceLock};

thread_local! {
    static QUEUED: Cell<bool> = const { Cell::new(false) };
}

/// Marks that this thread's unit of work queued a job.
pub(crate) fn queued() {
    QUEUED.set(true);
}

/// Whether the unit of work that this thread ran queued a job; the mark is taken off.
pub(crate) fn take() -> bool {
    QUEUED.take()
}

/// Who is told; nobody until somebody asks for it.
#[derive(Clone, Default)]
pub(crate) struct Bell(Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>);

impl Bell {
    /// Has `heard` called from now on; only the first counts.
    pub(crate) fn on_ring(&self, heard: impl Fn() + Send + Sync + 'static) {
        let _first = self.0.set(Box::new(heard));
    }

    pub(crate) fn ring(&self) {
        if let Some(heard) = self.0.get() {
            heard();
        }
    }
}
