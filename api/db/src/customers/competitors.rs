//! The competitors of the organisation, and how often customers named each.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::profiles::Within;
use crate::coded_rows::catalogue;
use crate::dialect::SqlBuilder;
use crate::schema::competitors;
use crate::{Db, Result};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = competitors, treat_none_as_default_value = false)]
pub struct Competitor {
    pub id: String,
    pub code: String,
    pub name: String,
    /// Not named any more; where it was named it stays.
    pub archived: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

catalogue!(competitors, Competitor);

/// How often a competitor was named.
#[derive(Clone, Debug, QueryableByName)]
pub struct Count {
    #[diesel(sql_type = Text)]
    pub competitor_id: String,
    #[diesel(sql_type = BigInt)]
    pub interactions: i64,
    /// Those who named it, each once.
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    /// Those of them who are lost.
    #[diesel(sql_type = BigInt)]
    pub lost: i64,
}

/// Which competitors the customers that one may see named from one day on, before another: most interactions first, at most
/// `most` rows.
pub fn counts(
    db: &mut Db,
    within: Option<&Within>,
    from: NaiveDate,
    before: NaiveDate,
    most: i64,
) -> Result<Vec<Count>> {
    let mut sql = SqlBuilder::default();
    sql.text(
        "select i.competitor_id, count(*) as interactions, count(distinct i.customer_id) as customers, \
         count(distinct case when c.status = 'lost' then i.customer_id end) as lost \
         from interactions i join customers c on c.id = i.customer_id \
         where i.competitor_id is not null and i.occurred_on >= ",
    );
    sql.value(from).text(" and i.occurred_on < ").value(before);
    if let Some(within) = within {
        sql.text(" and (c.home_unit_id in ").values(&within.units);
        sql.text(" or c.owner_id = ").value(within.owner_id.as_str()).text(")");
    }
    sql.text(" group by i.competitor_id order by interactions desc, i.competitor_id limit ").value(most);
    sql.load(db)
}
