//! Random cards: programmes with levels, and customers with none, one or two of them, in use, suspended or closed.

use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::Lot;
use regulars_db::loyalty::programmes;
use regulars_db::loyalty::programmes::{Level, Programme};
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::loyalty::memberships::{LevelBasis, MembershipState, ProgrammeState};

use super::base::{Base, TODAY};
use super::dice::Dice;

/// Two programmes with two levels each: the programmes, and their levels with the programme of each.
pub fn catalogue(db: &mut Db) -> (Vec<String>, Vec<(String, String)>) {
    let now = TODAY.and_hms_opt(12, 0, 0).unwrap();
    let (mut programmes, mut levels) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let id = ids::make(ids::PROGRAMME);
        let programme = Programme {
            code: id.clone(),
            id: id.clone(),
            name: "会员".to_owned(),
            state: AsText(ProgrammeState::Active),
            level_basis: AsText(LevelBasis::Points),
            rate: 1000,
            valid_months: None,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        programmes::insert(db, &programme).unwrap();
        for threshold in [100, 1000] {
            let level = Level {
                id: ids::make(ids::LEVEL),
                programme_id: id.clone(),
                code: threshold.to_string(),
                name: "级".to_owned(),
                threshold,
                benefits: None,
                created_at: now,
                updated_at: now,
                version: 1,
            };
            programmes::insert_level(db, &level).unwrap();
            levels.push((id.clone(), level.id));
        }
        programmes.push(id);
    }
    (programmes, levels)
}

/// Gives a customer cards: of each programme none, one, or a closed one and perhaps a new one.
pub fn add(db: &mut Db, dice: &mut Dice, base: &Base, customer_id: &str) {
    for programme_id in &base.programmes {
        let states: &[MembershipState] = match dice.below(6) {
            0 => &[MembershipState::Active],
            1 => &[MembershipState::Suspended],
            2 => &[MembershipState::Closed],
            3 => &[MembershipState::Closed, MembershipState::Active],
            _ => &[],
        };
        for state in states {
            let own: Vec<String> =
                base.levels.iter().filter(|(of, _)| of == programme_id).map(|(_, level)| level.clone()).collect();
            let level = dice.one_of(&own);
            let now = TODAY.and_hms_opt(12, 0, 0).unwrap();
            let membership = Membership {
                id: ids::make(ids::MEMBERSHIP),
                customer_id: customer_id.to_owned(),
                programme_id: programme_id.clone(),
                card: Some(ids::make("")),
                state: AsText(*state),
                enrolled_at: now,
                enrolled_on: TODAY,
                recorded_at: now,
                recorded_by: "test".to_owned(),
                level_id: dice.maybe(level),
                level_since: TODAY,
                level_rule: 1,
                review_on: TODAY,
                balance: dice.one_of(&[-300, -1, 0, 0, 1, 50, 400, 900]),
                carry: 0,
                entries: 0,
                updated_at: now,
                version: 1,
                merged_into: None,
            };
            memberships::insert(db, &membership).unwrap();
            if membership.balance > 0 {
                add_lots(db, dice, &membership);
            }
        }
    }
}

/// Lots for all that a card holds: some is over since yesterday, or for long, and some for good.
fn add_lots(db: &mut Db, dice: &mut Dice, membership: &Membership) {
    let over = dice.one_of(&[0, 0, membership.balance / 2, membership.balance]);
    let yesterday = TODAY - chrono::Days::new(1);
    let parts = [
        (over / 2, Some(TODAY - chrono::Months::new(3))),
        (over - over / 2, Some(yesterday)),
        (membership.balance - over, dice.one_of(&[None, Some(TODAY)])),
    ];
    for (number, (points, expires_on)) in (1..).zip(parts) {
        let lot = Lot {
            id: ids::make(ids::LOT),
            customer_id: membership.customer_id.clone(),
            membership_id: membership.id.clone(),
            number,
            purchase_id: None,
            revision: None,
            rate: None,
            carry: None,
            points,
            reversed: 0,
            remaining: points,
            occurred_on: TODAY - chrono::Months::new(12),
            expires_on,
            from_lot_id: None,
        };
        points::insert_lot(db, &lot).unwrap();
    }
}
