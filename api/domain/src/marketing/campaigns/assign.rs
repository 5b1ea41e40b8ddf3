//! Who is in which arm: by a hash of campaign and customer, so that the answer is the same whenever it is asked, on
//! every machine, and has nothing to do with the arm of another campaign.

use super::{Arm, CONTROL, WHOLE};

/// Where a customer belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assigned<'a> {
    /// Gets nothing, so that there is something to compare with.
    HeldOut,
    /// Gets the message of this arm.
    Treated(&'a Arm),
}

impl Assigned<'_> {
    /// The arm's key, as deliveries carry it.
    pub fn key(&self) -> &str {
        match self {
            Assigned::HeldOut => CONTROL,
            Assigned::Treated(arm) => &arm.key,
        }
    }
}

/// The place of a customer in a campaign: `control_share` of 10,000 are held out, the others go to the arms by their
/// shares. None when there is no arm.
pub fn assign<'a>(campaign_id: &str, customer_id: &str, control_share: i32, arms: &'a [Arm]) -> Option<Assigned<'a>> {
    if draw("control", campaign_id, customer_id) < control_share {
        return Some(Assigned::HeldOut);
    }
    let drawn = draw("arm", campaign_id, customer_id);
    let mut bound = 0;
    for arm in arms {
        bound += arm.share;
        if drawn < bound {
            return Some(Assigned::Treated(arm));
        }
    }
    // Shares sum up to the whole; should they not, the last arm takes the rest.
    arms.last().map(Assigned::Treated)
}

/// A number from 0 to 9,999, evenly spread. Two draws of a different name are independent of each other.
fn draw(name: &str, campaign_id: &str, customer_id: &str) -> i32 {
    // FNV-1a (Fowler, Noll, Vo), then the finaliser of SplitMix64 (Steele et al. 2014), which spreads it over all bits.
    let parts = [name, "\u{1f}", campaign_id, "\u{1f}", customer_id];
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    let whole = u128::from(WHOLE.unsigned_abs());
    i32::try_from((u128::from(hash) * whole) >> 64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(key: &str, share: i32) -> Arm {
        Arm { key: key.to_owned(), name: key.to_owned(), template_id: "tpl_1".to_owned(), share }
    }

    fn counted(campaign: &str, control: i32, arms: &[Arm], people: i32) -> Vec<(String, i32)> {
        let mut counts: Vec<(String, i32)> = Vec::new();
        for number in 0..people {
            let customer = format!("cus_{number:026}");
            let key = assign(campaign, &customer, control, arms).unwrap().key().to_owned();
            match counts.iter_mut().find(|(of, _)| *of == key) {
                Some((_, count)) => *count += 1,
                None => counts.push((key, 1)),
            }
        }
        counts.sort();
        counts
    }

    #[test]
    fn the_place_is_the_same_whenever_it_is_asked() {
        let arms = [arm("a", 5000), arm("b", 5000)];
        for number in 0..1000 {
            let customer = format!("cus_{number}");
            assert_eq!(assign("cam_1", &customer, 1000, &arms), assign("cam_1", &customer, 1000, &arms));
        }
        // Pinned: another hash would move people of running campaigns.
        let draws: Vec<i32> = (0..5).map(|n| draw("control", "cam_1", &format!("cus_{n}"))).collect();
        assert_eq!(draws, [4218, 4329, 3217, 509, 7388]);
    }

    #[test]
    fn sizes_are_as_planned() {
        // 100,000 people; five standard deviations of a binomial share around its mean.
        for (control, shares) in [(0, vec![10_000]), (1000, vec![5000, 5000]), (2000, vec![7000, 2000, 1000])] {
            let arms: Vec<Arm> = shares.iter().zip(["a", "b", "c"]).map(|(share, key)| arm(key, *share)).collect();
            let counts = counted("cam_01JD3Q5V8N0000000000000000", control, &arms, 100_000);
            let count_of = |key: &str| counts.iter().find(|(of, _)| of == key).map_or(0, |(_, count)| *count);
            let treated = f64::from(10_000 - control) / 10_000.0;
            let mut expected = vec![(CONTROL, f64::from(control) / 10_000.0)];
            expected.extend(arms.iter().map(|arm| (arm.key.as_str(), treated * f64::from(arm.share) / 10_000.0)));
            for (key, share) in expected {
                let (mean, deviation) = (100_000.0 * share, (100_000.0 * share * (1.0 - share)).sqrt());
                let off = (f64::from(count_of(key)) - mean).abs();
                assert!(off <= 5.0 * deviation, "{key}: {} for {mean}", count_of(key));
            }
        }
    }

    #[test]
    fn campaigns_do_not_hold_out_the_same_people() {
        let arms = [arm("a", 10_000)];
        let both = (0..20_000).filter(|number| {
            let customer = format!("cus_{number}");
            ["cam_1", "cam_2"].iter().all(|cam| assign(cam, &customer, 1000, &arms) == Some(Assigned::HeldOut))
        });
        // 1 % of 20,000 when the draws are independent, 10 % when they are the same.
        let both = both.count();
        assert!((130..=270).contains(&both), "{both}");
    }

    #[test]
    fn who_is_held_out_does_not_tell_which_arm_the_others_get() {
        let arms = [arm("a", 5000), arm("b", 5000)];
        let counts = counted("cam_3", 5000, &arms, 20_000);
        assert!(counts.iter().all(|(_, count)| *count > 4500), "{counts:?}");
        assert_eq!(counts.len(), 3);
    }

    #[test]
    fn a_campaign_without_an_arm_has_no_place() {
        assert_eq!(assign("cam_1", "cus_1", 0, &[]), None);
        assert_eq!(assign("cam_1", "cus_1", 10_000, &[arm("a", 10_000)]), Some(Assigned::HeldOut));
    }
}
