//! Purchases and refunds: what makes one valid, what is left of it, and when it counts (domain, Purchase).

crate::vocabulary! {
    /// By which way it was sold.
    pub enum Channel {
        InStore = "in_store",
        Delivery = "delivery",
        Online = "online",
        /// 代销.
        Agency = "agency",
    }
}

crate::vocabulary! {
    /// What is left of a purchase.
    pub enum PurchaseState {
        Paid = "paid",
        PartlyRefunded = "partly_refunded",
        Refunded = "refunded",
    }
}
