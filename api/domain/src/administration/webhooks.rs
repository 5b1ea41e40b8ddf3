//! Webhooks: events posted to other systems as Standard Webhooks 1.0. Here is when a delivery is tried again, what its end
//! means for the endpoint, how endpoints share what can be under way, and which addresses are never connected to. How it is sent is not known here.

mod addresses;
mod fairness;
mod schedule;

pub use addresses::is_public;
pub use fairness::{AT_ONCE, room};
pub use schedule::{SCHEDULE, Tried, Verdict, verdict};

crate::vocabulary! {
    /// How far a delivery of a webhook has come.
    pub enum WebhookDeliveryState {
        /// It waits for its next attempt.
        Pending = "pending",
        /// The endpoint took it.
        Delivered = "delivered",
        /// It is not tried again by itself; it can be replayed.
        Failed = "failed",
    }
}

crate::vocabulary! {
    /// Why an attempt, or a delivery as a whole, did not succeed.
    pub enum WebhookError {
        /// Another status than 2xx was answered.
        Status = "status",
        /// A redirect was answered; it is not followed.
        Redirect = "redirect",
        /// 410 was answered: the endpoint accepts no more events.
        Gone = "gone",
        /// No answer came in time.
        Timeout = "timeout",
        /// There is no such host, or nobody takes the connection.
        Unreachable = "unreachable",
        /// The host's address is private, of this machine, or otherwise not public.
        PrivateAddress = "private_address",
        /// The connection broke off before the answer.
        ConnectionLost = "connection_lost",
        /// The secret is no longer available: the installation's own secret was replaced. Rotate it.
        NoSecret = "no_secret",
        /// The event is not kept any more.
        EventForgotten = "event_forgotten",
        /// The endpoint was switched off before.
        SwitchedOff = "switched_off",
    }
}

crate::vocabulary! {
    /// Why an endpoint is switched off.
    pub enum WebhookOffReason {
        /// Somebody switched it off.
        ByHand = "by_hand",
        /// It answered 410.
        Gone = "gone",
        /// A delivery failed for the whole schedule, and none succeeded meanwhile.
        Exhausted = "exhausted",
        /// Nothing can be posted to it until somebody changes it: it has no secret, or its address is not public.
        Misconfigured = "misconfigured",
    }
}
