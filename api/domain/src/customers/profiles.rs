//! What a customer is: the words of a profile and the rules on its parts (domain, Customer).
//!
//! Here: kind, status, birthday, tags. Not here: how complete a profile is, see
//! [`completeness`](crate::customers::completeness); who referred whom, see [`referrals`](crate::customers::referrals); phones, e-mails and cards, see
//! [`identities`](crate::identities); attributes that a chain defines, see [`attributes`](crate::customers::attributes);
//! what a customer bought, see [`metrics`](crate::customers::metrics).

mod profile;

use crate::permissions::Action;

pub use profile::{Birthday, BirthdayError, LONGEST_TAG, TagError, check_tags};

crate::vocabulary! {
    /// What kind of customer.
    pub enum CustomerKind {
        /// 消费者.
        Consumer = "consumer",
        /// 商业客户: restaurant, hotel.
        Business = "business",
        /// 经销商.
        Dealer = "dealer",
        /// 内部客户.
        Internal = "internal",
        /// 公利客户.
        PublicInterest = "public_interest",
    }
}

crate::vocabulary! {
    /// Where the customer stands; follows from facts.
    pub enum CustomerStatus {
        /// 潜在客户: no purchase yet.
        Prospect = "prospect",
        /// Has a counted purchase, and none of the others holds.
        Active = "active",
        /// 流失: sticky until the next purchase.
        Lost = "lost",
        /// Another customer has taken over all of its facts; the id leads there.
        Merged = "merged",
        /// Identity and free text are gone for ever; money facts stay without a name.
        Erased = "erased",
    }
}

crate::vocabulary! {
    /// How the customer was found (来源).
    pub enum Source {
        /// Came in without being asked.
        WalkIn = "walk_in",
        /// 他人介绍.
        Referral = "referral",
        /// 主动寻找.
        Outreach = "outreach",
        Questionnaire = "questionnaire",
        Observation = "observation",
        Online = "online",
        /// 外卖平台.
        DeliveryPlatform = "delivery_platform",
        Event = "event",
        Partner = "partner",
        /// Found in a file of customers or purchases.
        Import = "import",
    }
}

crate::vocabulary! {
    /// In what the customer leads others (意见领袖).
    pub enum LeaderKind {
        Opinion = "opinion",
        /// 消费领袖.
        Consumption = "consumption",
        /// 决策领袖.
        Decision = "decision",
        /// 交易领袖.
        Trading = "trading",
    }
}

crate::vocabulary! {
    /// Gender, where the customer told it.
    pub enum Gender {
        Female = "female",
        Male = "male",
        Other = "other",
    }
}

crate::vocabulary! {
    /// The calendar of a birthday.
    pub enum BirthdayCalendar {
        Solar = "solar",
        Lunar = "lunar",
    }
}

crate::vocabulary! {
    /// A channel that needs consent before marketing goes out on it.
    pub enum ConsentChannel {
        Email = "email",
        Sms = "sms",
        Phone = "phone",
        Wechat = "wechat",
        Post = "post",
    }
}

crate::vocabulary! {
    /// What kind of contact it was (互动).
    pub enum InteractionKind {
        Phone = "phone",
        Email = "email",
        Fax = "fax",
        Message = "message",
        Visit = "visit",
        Observation = "observation",
        Questionnaire = "questionnaire",
        Event = "event",
    }
}

crate::vocabulary! {
    /// Who turned to whom: `in` is the customer to us.
    pub enum Direction {
        In = "in",
        Out = "out",
    }
}

crate::vocabulary! {
    /// What became of a task (任务).
    pub enum TaskState {
        Open = "open",
        Done = "done",
        Dropped = "dropped",
    }
}

crate::vocabulary! {
    /// What kind of fact an entry of the timeline is.
    pub enum TimelineKind {
        Purchase = "purchase",
        Refund = "refund",
        Interaction = "interaction",
        Consent = "consent",
        Tier = "tier",
        Task = "task",
        Complaint = "complaint",
        /// Became a member of a programme.
        Enrolment = "enrolment",
        /// Another level of a membership.
        Level = "level",
        /// Points that came or went.
        Points = "points",
        Created = "created",
    }
}

impl TimelineKind {
    /// The right by which such facts are read wherever else they stand.
    pub fn right(self) -> Action {
        match self {
            Self::Purchase | Self::Refund => Action::PurchasesRead,
            Self::Interaction | Self::Consent | Self::Tier | Self::Created => Action::CustomersRead,
            Self::Task => Action::TasksRead,
            Self::Complaint => Action::ComplaintsRead,
            Self::Enrolment | Self::Level | Self::Points => Action::MembershipsRead,
        }
    }

    /// Whether such a fact has a unit of its own, so that who reads the customer does not read all of them.
    pub fn has_own_unit(self) -> bool {
        matches!(self, Self::Purchase | Self::Refund | Self::Task | Self::Complaint)
    }
}

/// The status that the facts give. `merged` and `erased` stay; `lost` stays until a purchase after it; without any
/// counted purchase a customer is a prospect.
pub fn status_of(current: CustomerStatus, counted_purchases: i64, bought_since_lost: bool) -> CustomerStatus {
    match current {
        CustomerStatus::Merged | CustomerStatus::Erased => current,
        _ if counted_purchases <= 0 => CustomerStatus::Prospect,
        CustomerStatus::Lost if !bought_since_lost => CustomerStatus::Lost,
        _ => CustomerStatus::Active,
    }
}

/// Only consumers have a value tier; businesses and dealers have a grade, never both (domain, Value tier and grade).
pub fn has_tier(kind: CustomerKind) -> bool {
    !matches!(kind, CustomerKind::Business | CustomerKind::Dealer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_follows_from_facts() {
        use CustomerStatus::*;
        for (current, purchases, bought_since_lost, expected) in [
            (Prospect, 0, false, Prospect),
            (Prospect, 1, false, Active),
            (Active, 0, false, Prospect),
            (Active, 3, false, Active),
            (Lost, 3, false, Lost),
            (Lost, 4, true, Active),
            (Lost, 0, false, Prospect),
            (Merged, 3, true, Merged),
            (Erased, 0, false, Erased),
        ] {
            assert_eq!(status_of(current, purchases, bought_since_lost), expected, "{current} {purchases}");
        }
    }

    #[test]
    fn a_business_has_no_tier() {
        let with: Vec<_> = CustomerKind::ALL.iter().filter(|&&kind| has_tier(kind)).collect();
        assert_eq!(with, [&CustomerKind::Consumer, &CustomerKind::Internal, &CustomerKind::PublicInterest]);
    }
}
