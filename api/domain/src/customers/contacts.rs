//! The people one deals with at a customer that is no person: a restaurant's chef, a dealer's buyer.

use super::profiles::CustomerKind;

/// Contacts that a customer may have.
pub const MOST_CONTACTS: usize = 100;

crate::vocabulary! {
    /// What somebody is at a business, as far as it matters to who sells to it.
    pub enum ContactFunction {
        /// 老板.
        Owner = "owner",
        /// 经理.
        Manager = "manager",
        /// 厨师长.
        Chef = "chef",
        /// 采购.
        Buyer = "buyer",
        /// 财务.
        Finance = "finance",
        /// 仓库: takes goods in.
        Warehouse = "warehouse",
        Other = "other",
    }
}

/// Whether customers of this kind have contacts: those that are no persons.
pub fn has_contacts(kind: CustomerKind) -> bool {
    matches!(kind, CustomerKind::Business | CustomerKind::Dealer | CustomerKind::PublicInterest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_have_no_contacts() {
        let with: Vec<_> = CustomerKind::ALL.iter().filter(|&&kind| has_contacts(kind)).collect();
        assert_eq!(with, [&CustomerKind::Business, &CustomerKind::Dealer, &CustomerKind::PublicInterest]);
    }
}
