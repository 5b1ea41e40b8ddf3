//! How severe a complaint is: suggested by rules, judged by a person.

use super::policy::Policy;

crate::vocabulary! {
    /// How severe a complaint is, by its content.
    pub enum Severity {
        /// 一般.
        General = "general",
        /// 重大.
        Major = "major",
    }
}

crate::vocabulary! {
    /// Why a complaint is suggested to be major.
    pub enum SeverityReason {
        /// Its category is one of injury or food safety.
        SeriousCategory = "serious_category",
        /// The same customer complained of the same category not long ago.
        Repeated = "repeated",
        /// Several complaints of one product in one store.
        Cluster = "cluster",
        /// What is at stake is above the bound.
        Value = "value",
    }
}

/// What is known of a complaint when it comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// Its category is marked as one of injury or food safety.
    pub is_serious_category: bool,
    /// Earlier complaints of the customer in the category within the policy's days.
    pub same_category_before: i64,
    /// Earlier complaints of the product in the store within the policy's days.
    pub same_product_before: i64,
    /// What is at stake, in minor units.
    pub value: Option<i64>,
}

/// The severity the rules suggest, with every reason that holds.
pub fn suggest(facts: Facts, policy: &Policy) -> (Severity, Vec<SeverityReason>) {
    let rules = [
        (facts.is_serious_category, SeverityReason::SeriousCategory),
        (facts.same_category_before > 0, SeverityReason::Repeated),
        (facts.same_product_before + 1 >= i64::from(policy.cluster_size), SeverityReason::Cluster),
        (facts.value.is_some_and(|value| value > policy.value_bound), SeverityReason::Value),
    ];
    let reasons: Vec<_> = rules.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect();
    (if reasons.is_empty() { Severity::General } else { Severity::Major }, reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reason_is_enough_and_all_are_told() {
        use SeverityReason::*;
        let policy = Policy::default();
        let facts = |serious, category, product, value| Facts {
            is_serious_category: serious,
            same_category_before: category,
            same_product_before: product,
            value,
        };
        for (facts, severity, reasons) in [
            (facts(false, 0, 0, None), Severity::General, vec![]),
            (facts(false, 0, 1, Some(policy.value_bound)), Severity::General, vec![]),
            (facts(true, 0, 0, None), Severity::Major, vec![SeriousCategory]),
            (facts(false, 1, 0, None), Severity::Major, vec![Repeated]),
            (facts(false, 0, 2, None), Severity::Major, vec![Cluster]),
            (facts(false, 0, 0, Some(policy.value_bound + 1)), Severity::Major, vec![Value]),
            (facts(true, 3, 5, Some(i64::MAX)), Severity::Major, vec![SeriousCategory, Repeated, Cluster, Value]),
        ] {
            assert_eq!(suggest(facts, &policy), (severity, reasons), "{facts:?}");
        }
    }
}
