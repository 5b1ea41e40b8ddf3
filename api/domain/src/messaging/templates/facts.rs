//! The fields of a template, and what they are filled in from.

crate::vocabulary! {
    /// What can be filled into a message.
    pub enum MergeField {
        CustomerName = "customer.name",
        CustomerCity = "customer.city",
        /// A, B or C.
        CustomerTier = "customer.tier",
        /// The customer's home unit.
        UnitName = "unit.name",
        OrganisationName = "organisation.name",
        /// Points on the customer's card.
        PointsBalance = "points.balance",
        /// The level of the customer's card.
        LevelName = "level.name",
        /// Where the customer can put an end to marketing on this channel.
        UnsubscribeUrl = "unsubscribe_url",
    }
}

/// Where no other field is near.
pub type Field = MergeField;

impl MergeField {
    /// Whether every message has it, so that no fallback is needed.
    pub fn is_always_there(self) -> bool {
        matches!(self, Self::OrganisationName | Self::UnsubscribeUrl)
    }
}

/// What is known of one customer for the fields of a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MergeFacts {
    /// What the customer is called. Where something is none, the field's fallback stands in the text.
    pub customer_name: Option<String>,
    /// As in the customer's profile.
    pub customer_city: Option<String>,
    /// `A`, `B` or `C`; none for customers without a tier.
    pub customer_tier: Option<String>,
    /// What the customer's home unit is called.
    pub unit_name: Option<String>,
    /// What the organisation is called; never missing.
    pub organisation_name: String,
    /// Whole points; below zero is owed. None without a card.
    pub points_balance: Option<i64>,
    /// What the level of the customer's card is called; none without a card or a level.
    pub level_name: Option<String>,
    /// Empty in a service message.
    pub unsubscribe_url: String,
}

impl MergeFacts {
    /// The words a field is filled in with; none when there is nothing to say.
    pub fn value(&self, field: Field) -> Option<String> {
        let text = match field {
            Field::CustomerName => self.customer_name.clone(),
            Field::CustomerCity => self.customer_city.clone(),
            Field::CustomerTier => self.customer_tier.clone(),
            Field::UnitName => self.unit_name.clone(),
            Field::OrganisationName => Some(self.organisation_name.clone()),
            Field::PointsBalance => self.points_balance.map(|points| points.to_string()),
            Field::LevelName => self.level_name.clone(),
            Field::UnsubscribeUrl => Some(self.unsubscribe_url.clone()),
        };
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }
}
