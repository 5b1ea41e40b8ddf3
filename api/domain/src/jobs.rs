//! Jobs: states, when to try again, who holds one, and how long it will take. Not here: what a job does.

crate::vocabulary! {
    /// How far a job has come.
    pub enum JobState {
        Queued = "queued",
        Running = "running",
        Succeeded = "succeeded",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}
