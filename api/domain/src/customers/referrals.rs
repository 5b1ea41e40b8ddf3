//! Who referred whom (domain, Customer): nobody refers themselves, and nobody is referred by whom they brought.

use std::collections::HashSet;

use super::profiles::Source;

crate::errors! {
    /// A referrer that cannot be.
    pub enum ReferrerError {
        /// The customer themselves.
        Oneself => ("nobody refers themselves", "不能由本人推荐本人"),
        /// Somebody whom the customer brought, or who was brought by one of those.
        Circle => ("this customer was brought by the one to be referred", "该客户本身由被推荐人带来，不能互为推荐"),
    }
}

/// Whether the chain of referrers that begins with `from` comes to `to`; `referrer_of` reads the next of it.
pub fn leads_to<E>(
    from: &str,
    to: &str,
    mut referrer_of: impl FnMut(&str) -> Result<Option<String>, E>,
) -> Result<bool, E> {
    let mut passed = HashSet::new();
    let mut next = Some(from.to_owned());
    while let Some(id) = next {
        if id == to {
            return Ok(true);
        }
        next = referrer_of(&id)?;
        if !passed.insert(id) {
            return Ok(false);
        }
    }
    Ok(false)
}

/// What stands against it that `referrer` referred `customer`; `referrer_of` reads who referred somebody.
pub fn objection<E>(
    customer: &str,
    referrer: &str,
    referrer_of: impl FnMut(&str) -> Result<Option<String>, E>,
) -> Result<Option<ReferrerError>, E> {
    if customer == referrer {
        return Ok(Some(ReferrerError::Oneself));
    }
    Ok(leads_to(referrer, customer, referrer_of)?.then_some(ReferrerError::Circle))
}

/// How a customer was found: by referral, where somebody is named who referred them and nothing else is said.
pub fn source(said: Option<Source>, is_referred: bool) -> Option<Source> {
    said.or(is_referred.then_some(Source::Referral))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// a was brought by b, b by c; x and y stand in a circle that should not be.
    fn referrer_of(id: &str) -> Result<Option<String>, Infallible> {
        let chain = [("a", "b"), ("b", "c"), ("x", "y"), ("y", "x")];
        Ok(chain.iter().find(|(one, _)| *one == id).map(|(_, by)| (*by).to_owned()))
    }

    #[test]
    fn nobody_stands_above_themselves() {
        for (customer, referrer, expected) in [
            ("c", "c", Some(ReferrerError::Oneself)),
            ("c", "b", Some(ReferrerError::Circle)),
            ("c", "a", Some(ReferrerError::Circle)),
            ("c", "d", None),
            ("a", "c", None),
            ("d", "a", None),
            ("d", "x", None),
        ] {
            assert_eq!(objection(customer, referrer, referrer_of), Ok(expected), "{customer} by {referrer}");
        }
    }

    #[test]
    fn who_was_referred_came_by_referral() {
        for (said, is_referred, expected) in [
            (None, false, None),
            (None, true, Some(Source::Referral)),
            (Some(Source::WalkIn), true, Some(Source::WalkIn)),
            (Some(Source::Referral), false, Some(Source::Referral)),
        ] {
            assert_eq!(source(said, is_referred), expected);
        }
    }
}
