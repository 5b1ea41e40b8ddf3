//! Other facts on a customer: consents and interactions.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::customers::consents::Weight;
use regulars_domain::customers::profiles::{ConsentChannel, Direction, InteractionKind};

use crate::dialect::keyed;
use crate::page::Page;
use crate::schema::{consents, interactions};
use crate::text::AsText;
use crate::{Db, Result, on};

/// That a customer said yes or no to a channel. Never changed: which one counts is told by [`Weight`].
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = consents, treat_none_as_default_value = false)]
pub struct Consent {
    pub id: String,
    pub customer_id: String,
    pub channel: AsText<ConsentChannel>,
    pub granted: bool,
    /// Where it was said, such as `counter` or `web form`.
    pub source: String,
    /// The version of the words that were agreed to.
    pub wording_version: Option<String>,
    pub occurred_at: NaiveDateTime,
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
}

impl Consent {
    /// How it ranks among those of its channel.
    pub fn weight(&self) -> Weight {
        Weight::of(self.occurred_at, self.recorded_at, self.granted)
    }
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = interactions, treat_none_as_default_value = false)]
pub struct Interaction {
    pub id: String,
    pub customer_id: String,
    pub kind: AsText<InteractionKind>,
    pub direction: AsText<Direction>,
    pub outcome: Option<String>,
    pub body: Option<String>,
    pub follow_up_on: Option<NaiveDate>,
    /// A competitor the customer named.
    pub competitor: Option<String>,
    /// The same, where it is one of the register.
    pub competitor_id: Option<String>,
    /// A product asked for and not had.
    pub wish: Option<String>,
    pub occurred_at: NaiveDateTime,
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
}

pub fn insert_consent(db: &mut Db, consent: &Consent) -> Result<()> {
    on!(db, |c| diesel::insert_into(consents::table).values(consent).execute(c)).map(|_| ())
}

/// The same order as [`Weight`]'s, greatest first, over consents `k`.
pub(crate) const BY_WEIGHT: &str = "case when k.occurred_at > k.recorded_at then k.recorded_at else k.occurred_at end \
     desc, k.granted, k.id desc";

/// Every consent of a customer, newest first: the first of a channel is the one that counts.
pub fn consents_of(db: &mut Db, customer_id: &str) -> Result<Vec<Consent>> {
    let mut found: Vec<Consent> = on!(db, |c| consents::table
        .filter(consents::customer_id.eq(customer_id))
        .order(consents::id.desc())
        .select(Consent::as_select())
        .load(c))?;
    found.sort_by_key(|consent| std::cmp::Reverse(consent.weight()));
    Ok(found)
}

/// Every consent of these customers, by customer, oldest first.
pub fn consents_of_many(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<Consent>> {
    on!(db, |c| consents::table
        .filter(keyed(consents::customer_id, customer_ids))
        .order((consents::customer_id.asc(), consents::occurred_at.asc(), consents::id.asc()))
        .select(Consent::as_select())
        .load(c))
}

pub fn insert_interaction(db: &mut Db, interaction: &Interaction) -> Result<()> {
    on!(db, |c| diesel::insert_into(interactions::table).values(interaction).execute(c)).map(|_| ())
}

/// A customer's interactions, newest first.
pub fn interactions_of(db: &mut Db, customer_id: &str, page: &Page) -> Result<Vec<Interaction>> {
    on!(db, |c| {
        let mut query = interactions::table
            .filter(interactions::customer_id.eq(customer_id))
            .order((interactions::occurred_at.desc(), interactions::id.desc()))
            .limit(page.rows_to_read())
            .select(Interaction::as_select())
            .into_boxed();
        if let Some(after) = &page.after
            && let Ok(key) = after.key.parse::<NaiveDateTime>()
        {
            query = query
                .filter(interactions::occurred_at.le(key))
                .filter(interactions::occurred_at.lt(key).or(interactions::id.lt(after.id.clone())));
        }
        query.load(c)
    })
}
