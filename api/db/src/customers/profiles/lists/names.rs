//! A search for a name in the order of names. Those whose names begin with it stand together, which is wrong to look for
//! from the beginning of the list: they are a range of its index, and the others are few, or evenly spread.

use super::conditions::Condition;
use super::filter::{Filter, Search};
use super::order::Order;
use super::ways::{by_conditions, size};
use crate::page::Page;
use crate::{Db, Result};

/// All of them are counted: entries of an index, as many as are found.
const EACH: i64 = i64::MAX / 4;

/// The ids of a page of each of the two, in no order; none where looking through the list is as good.
pub(super) fn page_ids(
    db: &mut Db,
    filter: &Filter,
    part: &str,
    order: &Order,
    page: &Page,
) -> Result<Option<Vec<String>>> {
    let Some(search) = &filter.search else { return Ok(None) };
    let (begins, holds) = (Condition::NameBegins(part), Condition::NameHolds(part));
    let many = filter.bounds.many;
    let sizes = |db: &mut Db, most| -> Result<(i64, i64)> {
        Ok((size(db, &Condition::Search(search), most)?, size(db, &begins, most)?))
    };
    let (mut hits, mut begun) = sizes(db, many)?;
    if hits > many && begun > 0 {
        (hits, begun) = sizes(db, EACH)?;
    }
    let others = hits.saturating_sub(begun);
    // Where those who begin with it are few beside the others, one comes upon either soon enough.
    if begun == 0 || (begun <= many && others > filter.bounds.few) {
        return Ok(None);
    }
    let mut ids = by_conditions(db, &with(filter, search, begins), filter.bounds, order, page)?;
    // Each of those who begin with it is hit at least once: with as many hits there are no others.
    if others > 0 {
        ids.extend(by_conditions(db, &with(filter, search, holds), filter.bounds, order, page)?);
    }
    Ok(Some(ids))
}

/// The conditions of the filter, with this one instead of the search.
fn with<'a>(filter: &'a Filter, search: &'a Search, instead: Condition<'a>) -> Vec<Condition<'a>> {
    let all = filter.conditions().into_iter();
    all.map(|condition| if condition == Condition::Search(search) { instead } else { condition }).collect()
}
