//! Reads of memberships: lists, one with its progress, those of a customer.

use regulars_db::Db;
use regulars_db::customers::profiles::{Customer, Within};
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::{Filter, Membership};
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::{Entry, Overdue};
use regulars_db::loyalty::programmes;
use regulars_db::loyalty::programmes::Level;
use regulars_domain::loyalty::memberships::window;
use regulars_domain::loyalty::points::PointKind;
use regulars_domain::permissions::Scope;

use super::LedgerContext;
use super::levels;
use super::levels::Ladder;
use super::views::{
    ExpiringPoints, LevelProgress, MembershipDetail, MembershipQuery, MembershipView, NextMemberLevel, by_basis,
};
use crate::customers::profiles::queries::search;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::known::distinct;
use crate::platform::organisation;

impl MembershipQuery {
    /// The filter as the database takes it, within what the caller may see.
    pub fn to_filter(&self, actor: &Actor, scope: &Scope) -> Filter {
        Filter {
            within: match scope {
                Scope::All => None,
                Scope::Units(units) => Some(Within { units: units.clone(), owner_id: actor.id.clone() }),
            },
            search: self.q.as_deref().map(search),
            customer_id: self.customer_id.clone(),
            programme_id: self.programme_id.clone(),
            level_ids: self.level_id.clone(),
            states: self.state.clone(),
        }
    }
}

/// The levels of these memberships' programmes.
pub fn levels_of(db: &mut Db, memberships: &[&Membership]) -> Answer<Vec<Level>> {
    let mut ids: Vec<&str> = memberships.iter().map(|membership| membership.programme_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(programmes::levels_of(db, &ids)?)
}

/// What is shown with memberships: their levels, and what of their points has expired and was not dropped yet.
pub struct Beside {
    pub levels: Vec<Level>,
    overdue: Overdue,
}

impl Beside {
    pub fn of(db: &mut Db, memberships: &[&Membership]) -> Answer<Beside> {
        let today = LedgerContext::of(&organisation(db)?, clock::now(), "").today;
        let customers = distinct(memberships.iter().map(|membership| membership.customer_id.as_str()));
        Ok(Beside { levels: levels_of(db, memberships)?, overdue: points::overdue(db, &customers, today)? })
    }

    /// Of one membership.
    pub fn overdue(&self, id: &str) -> i64 {
        self.overdue.of(id)
    }

    pub fn view(&self, membership: Membership, customer_name: &str) -> MembershipView {
        let overdue = self.overdue(&membership.id);
        MembershipView::new(membership, customer_name, &self.levels, overdue)
    }
}

/// A membership as it stands after a write.
pub fn view(db: &mut Db, membership: Membership, customer: &Customer) -> Answer<MembershipView> {
    Ok(Beside::of(db, &[&membership])?.view(membership, &customer.name))
}

/// Rows of a ledger as they are shown, each with what undid it.
pub fn entries(db: &mut Db, customer_id: &str, rows: Vec<Entry>) -> Answer<(Vec<Entry>, Vec<Entry>)> {
    let spent = rows.iter().filter(|row| *row.kind == PointKind::Redeem);
    let ids: Vec<&str> = spent.map(|row| row.id.as_str()).collect();
    let undoing = if ids.is_empty() { Vec::new() } else { points::undoing(db, customer_id, &ids)? };
    Ok((rows, undoing))
}

/// The memberships of a customer, oldest first.
pub fn of_customer(db: &mut Db, customer: &Customer) -> Answer<Vec<MembershipView>> {
    let found = memberships::of_customer(db, &customer.id)?;
    let beside = Beside::of(db, &found.iter().collect::<Vec<_>>())?;
    Ok(found.into_iter().map(|membership| beside.view(membership, &customer.name)).collect())
}

/// A membership with its progress and what expires next.
pub fn detail(db: &mut Db, membership: Membership, customer: &Customer) -> Answer<MembershipDetail> {
    let organisation = organisation(db)?;
    let context = LedgerContext::of(&organisation, clock::now(), "");
    let ladder = Ladder::of(db, &membership.programme_id)?;
    let basis = ladder.programme.level_basis.0;
    let range = window(context.today);
    let value = levels::value(db, &membership, basis, range)?;
    let next = ladder.decide(&membership, value, false).next;
    let next = next.and_then(|next| ladder.levels.get(next.level).map(|level| (level, next.missing)));
    let (earned, spend) = by_basis(basis, value, context.currency);
    let progress = LevelProgress {
        basis,
        from: range.from,
        to: range.to,
        points: earned,
        spend,
        next: next.map(|(level, missing)| {
            let (missing_points, missing_spend) = by_basis(basis, missing, context.currency);
            NextMemberLevel { id: level.id.clone(), name: level.name.clone(), missing_points, missing_spend }
        }),
    };
    let expiring = points::expiring(db, &membership.customer_id, &membership.id, context.today)?;
    let overdue = points::overdue(db, &[&membership.customer_id], context.today)?.of(&membership.id);
    Ok(MembershipDetail {
        membership: MembershipView::new(membership, &customer.name, &ladder.levels, overdue),
        progress,
        expiring: expiring.map(|(on, points)| ExpiringPoints { on, points }),
    })
}
