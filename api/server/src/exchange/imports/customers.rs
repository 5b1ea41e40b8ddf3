//! A batch of customers: who is there already, who is new, and whose identity somebody else has.

use std::collections::{HashMap, HashSet};

use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::bulk::StatusRow;
use regulars_db::exchange::imports::Rejection;
use regulars_domain::exchange::imports::{CustomerRow, Field};
use regulars_domain::identities::IdentityKind;
use regulars_domain::message;

use super::context::ImportContext;
use super::new_customers::{KnownIdentity, Newcomers};
use super::options::Counts;
use super::reasons::Reason;
use super::rows::{Batch, ParsedRow, Rejected, Row};
use super::run::Booking;
use crate::customers::tiers;
use crate::platform::error::Answer;

/// What a batch comes to.
pub struct Outcome {
    pub counts: Counts,
    pub rejections: Vec<Rejection>,
    new_customers: Newcomers,
}

impl Outcome {
    /// The counts of a dry run; `seen` are the identities of customers that it would have made before.
    pub fn tried(&self, seen: &mut HashSet<u64>) -> Counts {
        Counts { customers_created: self.new_customers.unseen(seen), ..self.counts }
    }

    /// Writes everything but the rejections.
    pub fn write(self, db: &mut Db, context: &ImportContext, how: Booking<'_>) -> Answer<()> {
        self.new_customers.write(db, context, how)
    }
}

/// Decides a batch without writing anything.
pub fn decide(db: &mut Db, context: &ImportContext, batch: &Batch<ParsedRow>) -> Answer<Outcome> {
    let rule = tiers::rule(db)?;
    let today = context.today();
    let rows: Vec<(&Row, &CustomerRow, Vec<KnownIdentity>)> = batch
        .items
        .iter()
        .filter_map(|item| match (&item.value, item.rows.first()) {
            (ParsedRow::Customer(customer), Some(row)) => Some((row, customer.as_ref())),
            _ => None,
        })
        .map(|(row, customer)| Ok((row, customer, known_of(context, customer)?)))
        .collect::<Answer<_>>()?;
    let mut owners = owners_of(db, rows.iter().flat_map(|(_, _, known)| known))?;
    let statuses = standings_of(db, &owners)?;
    let mut names: HashMap<String, String> =
        statuses.into_values().map(|standing| (standing.id, standing.name)).collect();
    let mut outcome =
        Outcome { counts: Counts::default(), rejections: Vec::new(), new_customers: Newcomers::default() };
    let mut rejected: Vec<Rejected> = batch.rejected.clone();
    for (row, customer, known) in rows {
        let unit = match context.unit(customer.unit_code.as_deref(), today) {
            Ok(unit) => unit,
            Err(reason) => {
                rejected.push(Rejected::refused(row.clone(), vec![reason]));
                continue;
            }
        };
        match found(customer, &known, &owners, &names) {
            Match::There => outcome.counts.unchanged += 1,
            Match::Taken(reasons) => rejected.push(Rejected::refused(row.clone(), reasons)),
            Match::New => {
                let id = outcome.new_customers.add(context, &rule, customer, unit, &known)?;
                owners.extend(known.iter().map(|known| (known.key(), id.clone())));
                names.insert(id, customer.name.clone());
            }
        }
    }
    outcome.counts.rows = batch.rows;
    outcome.counts.rejected = i64::try_from(rejected.len()).unwrap_or(0);
    outcome.counts.accepted = batch.rows - outcome.counts.rejected;
    outcome.counts.customers_created = outcome.new_customers.len();
    outcome.rejections = rejected.iter().map(|rejected| rejected.kept(&context.import_id)).collect::<Answer<_>>()?;
    Ok(outcome)
}

enum Match {
    New,
    There,
    Taken(Vec<Reason>),
}

/// Who has the row's partner's id is the row's customer, and so is a namesake who has its phone, card, e-mail or
/// WeChat. Anybody else who has one of them stands in the way.
fn found(
    row: &CustomerRow,
    known: &[KnownIdentity],
    owners: &HashMap<String, String>,
    names: &HashMap<String, String>,
) -> Match {
    let holders: Vec<(&KnownIdentity, &String)> =
        known.iter().filter_map(|known| owners.get(&known.key()).map(|owner| (known, owner))).collect();
    if holders.is_empty() {
        return Match::New;
    }
    if holders.iter().any(|(known, _)| known.kind == IdentityKind::External) {
        return Match::There;
    }
    let namesake = |owner: &String| names.get(owner).is_some_and(|name| *name == row.name);
    let one = holders.iter().all(|(_, owner)| Some(*owner) == holders.first().map(|(_, owner)| *owner));
    if row.external_id.is_none() && one && holders.iter().all(|(_, owner)| namesake(owner)) {
        return Match::There;
    }
    Match::Taken(
        holders
            .into_iter()
            .map(|(known, owner)| {
                let said = message!("`{owner}` has it", "已属于另一位客户 `{owner}`", owner = owner);
                Reason::of(field_of(known.kind), "identity_taken", said)
            })
            .collect(),
    )
}

fn field_of(kind: IdentityKind) -> Field {
    match kind {
        IdentityKind::Phone => Field::Phone,
        IdentityKind::Email => Field::Email,
        IdentityKind::Wechat => Field::Wechat,
        IdentityKind::Card => Field::Card,
        IdentityKind::External => Field::ExternalId,
    }
}

fn known_of(context: &ImportContext, row: &CustomerRow) -> Answer<Vec<KnownIdentity>> {
    let mut known = Vec::new();
    if let Some(id) = &row.external_id {
        known.push(KnownIdentity::external(context.partner()?, id));
    }
    let plain = [
        (IdentityKind::Phone, &row.phone),
        (IdentityKind::Email, &row.email),
        (IdentityKind::Wechat, &row.wechat),
        (IdentityKind::Card, &row.card),
    ];
    known.extend(plain.into_iter().filter_map(|(kind, value)| Some(KnownIdentity::plain(kind, value.as_deref()?))));
    Ok(known)
}

/// Who owns these identities.
pub fn owners_of<'a>(db: &mut Db, known: impl Iterator<Item = &'a KnownIdentity>) -> Answer<HashMap<String, String>> {
    let mut keys: Vec<String> = known.map(KnownIdentity::key).collect();
    keys.sort_unstable();
    keys.dedup();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    Ok(bulk::owners(db, &keys)?)
}

/// How those who own them stand.
pub fn standings_of(db: &mut Db, owners: &HashMap<String, String>) -> Answer<HashMap<String, StatusRow>> {
    let mut ids: Vec<&str> = owners.values().map(String::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(bulk::statuses(db, &ids)?)
}
