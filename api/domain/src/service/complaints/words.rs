//! How a complaint came in, what its cause was, and what happens to it.

crate::vocabulary! {
    /// How a complaint came in.
    pub enum IntakeChannel {
        Phone = "phone",
        Counter = "counter",
        WebForm = "web_form",
        Email = "email",
        /// A review on a delivery platform.
        PlatformReview = "platform_review",
        Partner = "partner",
    }
}

crate::vocabulary! {
    /// What a complaint was caused by (根本原因), the first of two levels.
    pub enum Cause {
        Product = "product",
        Service = "service",
        Delivery = "delivery",
        Price = "price",
        Promise = "promise",
        Environment = "environment",
        Staff = "staff",
        System = "system",
    }
}

crate::vocabulary! {
    /// What exactly a complaint was caused by, the second of two levels.
    pub enum CauseDetail {
        Taste = "taste",
        ForeignObject = "foreign_object",
        Spoiled = "spoiled",
        Portion = "portion",
        Packaging = "packaging",
        SlowService = "slow_service",
        WrongOrder = "wrong_order",
        LateDelivery = "late_delivery",
        DamagedInDelivery = "damaged_in_delivery",
        WrongPrice = "wrong_price",
        HiddenCharge = "hidden_charge",
        OfferNotHonoured = "offer_not_honoured",
        PromiseBroken = "promise_broken",
        Cleanliness = "cleanliness",
        Noise = "noise",
        Attitude = "attitude",
        Training = "training",
        TillFailure = "till_failure",
        AppFailure = "app_failure",
    }
}

impl CauseDetail {
    /// The cause it belongs to.
    pub fn cause(self) -> Cause {
        match self {
            Self::Taste | Self::ForeignObject | Self::Spoiled | Self::Portion | Self::Packaging => Cause::Product,
            Self::SlowService | Self::WrongOrder => Cause::Service,
            Self::LateDelivery | Self::DamagedInDelivery => Cause::Delivery,
            Self::WrongPrice | Self::HiddenCharge => Cause::Price,
            Self::OfferNotHonoured | Self::PromiseBroken => Cause::Promise,
            Self::Cleanliness | Self::Noise => Cause::Environment,
            Self::Attitude | Self::Training => Cause::Staff,
            Self::TillFailure | Self::AppFailure => Cause::System,
        }
    }
}

crate::vocabulary! {
    /// What happened to a complaint.
    pub enum ComplaintEventKind {
        Opened = "opened",
        Triaged = "triaged",
        Verified = "verified",
        TaskForceSet = "task_force_set",
        /// Somebody spoke with the customer: the first one is the first response.
        Contact = "contact",
        /// A remark for colleagues.
        Note = "note",
        /// The customer is asked and the clocks wait.
        Waiting = "waiting",
        /// The customer answered and the clocks run on.
        CustomerAnswer = "customer_answer",
        CompensationPromised = "compensation_promised",
        CompensationApproved = "compensation_approved",
        CompensationDeclined = "compensation_declined",
        CompensationPaid = "compensation_paid",
        Resolved = "resolved",
        Closed = "closed",
        Reopened = "reopened",
        Withdrawn = "withdrawn",
        /// A clock ran out and the next level has the case.
        Escalated = "escalated",
        /// A clock ran out and there is no higher level.
        ClockMissed = "clock_missed",
        Attached = "attached",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_details() {
        for &cause in Cause::ALL {
            assert!(CauseDetail::ALL.iter().any(|detail| detail.cause() == cause), "{cause}");
        }
    }
}
