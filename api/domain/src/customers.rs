//! What a customer is: the words of a profile and the rules on its parts (domain, Customer).
//!
//! Here: kind, status, birthday, tags, attributes, completeness. Not here: phones, e-mails and cards, see
//! [`identities`](crate::identities); what a customer bought, see [`metrics`](crate::metrics).

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
        Active = "active",
        /// 流失: sticky until the next purchase.
        Lost = "lost",
        Merged = "merged",
        Erased = "erased",
    }
}

crate::vocabulary! {
    /// How the customer was found (来源).
    pub enum Source {
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
        Created = "created",
    }
}
