//! Those behind a number: of a move, or of a cell of a matrix.

use std::collections::HashMap;

use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::insight::facts::Named;
use regulars_db::page::Page;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::tier_migration::TierMigrationMove;
use regulars_domain::money::Currency;

use super::base::Base;
use crate::platform::error::Answer;

/// Which of those who moved are wanted; absent: all.
pub struct Wanted {
    pub from: Option<TierClass>,
    pub to: Option<TierClass>,
    pub way: Option<TierMigrationMove>,
}

impl Wanted {
    fn takes(&self, from: TierClass, to: TierClass) -> bool {
        let Some(way) = TierMigrationMove::between(from, to) else { return false };
        self.from.is_none_or(|class| class == from)
            && self.to.is_none_or(|class| class == to)
            && self.way.is_none_or(|wanted| wanted == way)
    }
}

/// A class and the net spend that it is of, in minor units.
pub type Classed = (TierClass, i64);

/// Somebody who moved.
pub struct Mover {
    pub named: Named,
    pub before: Classed,
    pub after: Classed,
    pub currency: Currency,
}

/// Some of those wanted, in the order of their ids.
pub fn movers(
    db: &mut Db,
    base: &Base,
    page: &Page,
    wanted: &Wanted,
    currency: Currency,
    moved: impl Fn(usize) -> (Classed, Classed),
) -> Answer<Vec<Mover>> {
    let found: Vec<(&str, Classed, Classed)> = base
        .places()
        .map(|place| {
            let (before, after) = moved(place);
            (base.id(place), before, after)
        })
        .filter(|(_, before, after)| wanted.takes(before.0, after.0))
        .collect();
    let found = page.out_of(found, |(id, ..)| id);
    let ids: Vec<String> = found.iter().map(|(id, ..)| (*id).to_owned()).collect();
    let mut names: HashMap<String, Named> =
        facts::named(db, &ids)?.into_iter().map(|named| (named.id.clone(), named)).collect();
    let mover = |(id, before, after): (&str, Classed, Classed)| {
        names.remove(id).map(|named| Mover { named, before, after, currency })
    };
    Ok(found.into_iter().filter_map(mover).collect())
}
