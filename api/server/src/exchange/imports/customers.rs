//! A batch of customers: who is new, who is known and as the row says, who is changed by it, and which rows a person has
//! to decide on.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::bulk::StatusRow;
use regulars_db::exchange::imports::Rejection;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::exchange::imports::{CustomerRow, Field, FoundBy, Person, RowOutcome, contradicts, may_be_one};
use regulars_domain::identities::IdentityKind;
use regulars_domain::message;
use regulars_domain::text::normalise;

use super::context::ImportContext;
use super::known_customers::{Known, KnownCustomers};
use super::new_customers::{KnownIdentity, Newcomers};
use super::options::Counts;
use super::reasons::Reason;
use super::rows::{Batch, ParsedRow, Rejected, Row};
use super::run::Booking;
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::platform::error::Answer;

/// What a batch comes to.
pub struct Outcome {
    pub counts: Counts,
    pub rejections: Vec<Rejection>,
    known: KnownCustomers,
    rule: Rule,
    /// What each row that made a customer would be known by.
    made_by: Vec<MadeBy>,
}

/// What a customer is known by once a row has made it.
enum MadeBy {
    Identities(Vec<u64>),
    /// Nothing else is known.
    Name(u64),
}

impl Outcome {
    /// The counts of a dry run; `seen` is by what customers are known whom it would have made before: it makes none, so
    /// that each batch would make them anew.
    pub fn tried(&self, seen: &mut HashSet<u64>) -> Counts {
        let mut counts = self.counts;
        for made in &self.made_by {
            let (fresh, otherwise) = match made {
                MadeBy::Name(name) => (seen.insert(*name), RowOutcome::Held),
                MadeBy::Identities(keys) => {
                    // All of them are seen from now on, also behind one that was seen already.
                    let known = keys.iter().filter(|key| !seen.insert(**key)).count();
                    (known == 0, RowOutcome::Unchanged)
                }
            };
            if !fresh {
                counts.customers_created -= 1;
                counts.outcomes.created -= 1;
                *counts.outcomes.of(otherwise) += 1;
                let held = i64::from(otherwise == RowOutcome::Held);
                counts.accepted -= held;
                counts.rejected += held;
                counts.unchanged += 1 - held;
            }
        }
        counts
    }

    /// Writes everything but the rejections.
    pub fn write(self, db: &mut Db, context: &ImportContext, how: Booking<'_>) -> Answer<()> {
        let mut newcomers = Newcomers::default();
        for made in self.known.made() {
            newcomers.add_made(context, &self.rule, made.customer.clone(), made.identities.clone());
        }
        newcomers.write(db, context, how)?;
        self.known.write(db, context)
    }
}

/// Decides a batch without writing anything.
pub fn decide(db: &mut Db, context: &ImportContext, batch: &Batch<ParsedRow>) -> Answer<Outcome> {
    let customers = batch.items.iter().filter_map(|item| match (&item.value, item.rows.first()) {
        (ParsedRow::Customer(customer), Some(row)) => Some((row, customer.as_ref())),
        _ => None,
    });
    let (rows, meant): (Vec<&Row>, Vec<(&CustomerRow, Vec<KnownIdentity>)>) = customers
        .map(|(row, customer)| Ok((row, (customer, known_of(context, customer)?))))
        .collect::<Answer<Vec<_>>>()?
        .into_iter()
        .unzip();
    let mut outcome = Outcome {
        counts: Counts::default(),
        rejections: Vec::new(),
        known: KnownCustomers::read(db, &meant)?,
        rule: tiers::rule(db)?,
        made_by: Vec::new(),
    };
    for rejected in &batch.rejected {
        outcome.reject(context, rejected)?;
    }
    for (row, (customer, known)) in rows.into_iter().zip(&meant) {
        outcome.take(context, row.clone(), customer, known)?;
    }
    outcome.counts.customers_created = i64::try_from(outcome.known.made().count()).unwrap_or(0);
    Ok(outcome)
}

impl Outcome {
    fn reject(&mut self, context: &ImportContext, rejected: &Rejected) -> Answer<()> {
        self.counts.ended(rejected.outcome(), 1);
        self.rejections.push(rejected.kept(&context.import_id)?);
        Ok(())
    }

    fn take(
        &mut self,
        context: &ImportContext,
        mut row: Row,
        customer: &CustomerRow,
        known: &[KnownIdentity],
    ) -> Answer<()> {
        row.warnings.extend(foreign_ids(context, customer));
        let ended = match self.found(context, customer, known, &mut row.warnings) {
            Found::Refused(reason) => return self.reject(context, &Rejected::refused(row, vec![reason])),
            Found::Held(reasons) => return self.reject(context, &Rejected::held(row, reasons)),
            Found::Nobody => {
                let home = match home_of(context, customer, &mut row.warnings) {
                    Ok(home) => home,
                    Err(reason) => return self.reject(context, &Rejected::refused(row, vec![reason])),
                };
                self.made_by.push(made_by(customer, known));
                row.warnings.extend(self.known.make(context, customer, home, known));
                RowOutcome::Created
            }
            Found::Somebody(id) => {
                let home = match self.new_home(context, &id, customer, &mut row.warnings) {
                    Ok(home) => home,
                    Err(reason) => return self.reject(context, &Rejected::refused(row, vec![reason])),
                };
                let (changed, left_out) = self.known.change(context, &id, customer, home.as_ref(), known);
                row.warnings.extend(left_out);
                self.counts.customers_changed += i64::from(changed);
                self.counts.unchanged += i64::from(!changed);
                if changed { RowOutcome::Changed } else { RowOutcome::Unchanged }
            }
        };
        self.counts.ended(ended, 1);
        if let Some(warned) = row.warned(&context.import_id, ended) {
            self.counts.warned += 1;
            self.rejections.push(warned?);
        }
        Ok(())
    }

    /// The home a row gives somebody who is known; none when it is the one they have, or none is said: the import's own
    /// unit is for those who are new.
    fn new_home(
        &self,
        context: &ImportContext,
        id: &str,
        row: &CustomerRow,
        warnings: &mut Vec<Reason>,
    ) -> Result<Option<String>, Reason> {
        let Some(said) = row.unit_code.as_deref() else { return Ok(None) };
        let own = self.known.get(id).and_then(|person| person.customer.home_unit_id.as_deref());
        if own.is_some() && context.unit_id(said) == own {
            return Ok(None);
        }
        let told = warnings.len();
        let home = home_of(context, row, warnings)?;
        Ok(home.filter(|_| warnings.len() == told))
    }

    /// Whom a row is about.
    fn found(
        &self,
        context: &ImportContext,
        row: &CustomerRow,
        known: &[KnownIdentity],
        warnings: &mut Vec<Reason>,
    ) -> Found {
        let mut by_id: Option<&Known> = None;
        if let Some(id) = &row.id {
            by_id = self.known.get(id);
            if let Some(into) = by_id.and_then(|person| person.customer.merged_into.as_ref()) {
                by_id = self.known.get(into);
            }
            match by_id {
                Some(person) if person.customer.status.0 == CustomerStatus::Erased => {
                    return Found::Refused(Reason::of(
                        Field::Id,
                        "erased",
                        message!("the customer has been erased", "该客户已被清除"),
                    ));
                }
                Some(_) => {}
                None => warnings.push(Reason::of(
                    Field::Id,
                    "not_found",
                    message!(
                        "no customer has this id; the others tell who it is",
                        "没有使用此编号的客户，按其余信息识别"
                    ),
                )),
            }
        }
        let holder = |known: &&KnownIdentity| self.known.owner(known);
        let external = known.iter().filter(|known| known.kind == IdentityKind::External).find_map(|one| holder(&one));
        let any = external.or_else(|| known.iter().find_map(|one| holder(&one)));
        let (person, by) = match (by_id, external, any) {
            (Some(person), ..) => (person, FoundBy::OwnId),
            (None, Some(id), _) => match self.known.get(id) {
                Some(person) => (person, FoundBy::PartnersId),
                None => return Found::Nobody,
            },
            (None, None, Some(id)) => match self.known.get(id) {
                Some(person) => (person, FoundBy::Identity),
                None => return Found::Nobody,
            },
            (None, None, None) => return self.namesake(row, known),
        };
        if !person.fresh && !context.reaches(person.customer.home_unit_id.as_deref()) {
            let said = message!("somebody outside your reach has it", "已属于您权限之外的客户");
            return Found::Held(vec![Reason::of(self.field_by(by, known), "identity_taken", said)]);
        }
        let others = self.others(known, person);
        if !others.is_empty() {
            return Found::Held(others);
        }
        let identities = person.named_by();
        let id = &person.customer.id;
        if contradicts(row, Person { name: &person.customer.name, identities: &identities }, by) {
            return Found::Held(vec![match by {
                FoundBy::Identity => taken(self.field_by(by, known), id),
                FoundBy::OwnId | FoundBy::PartnersId => contradiction(self.field_by(by, known), id),
            }]);
        }
        Found::Somebody(id.clone())
    }

    /// The field by which somebody was found.
    fn field_by(&self, by: FoundBy, known: &[KnownIdentity]) -> Field {
        let owned = || known.iter().find(|known| self.known.owner(known).is_some());
        match by {
            FoundBy::OwnId => Field::Id,
            FoundBy::PartnersId => Field::ExternalId,
            FoundBy::Identity => owned().map_or(Field::Name, |known| field_of(known.kind)),
        }
    }

    /// Identities of the row that somebody else has.
    fn others(&self, known: &[KnownIdentity], person: &Known) -> Vec<Reason> {
        let mut told = BTreeSet::new();
        known
            .iter()
            .filter_map(|known| Some((known, self.known.owner(known)?)))
            .filter(|(known, owner)| **owner != person.customer.id && told.insert((known.kind, (*owner).clone())))
            .map(|(known, owner)| taken(field_of(known.kind), owner))
            .collect()
    }

    /// Somebody of the same name, for a row that gives nothing else to know a person by.
    fn namesake(&self, row: &CustomerRow, known: &[KnownIdentity]) -> Found {
        if !known.is_empty() {
            return Found::Nobody;
        }
        let double = self
            .known
            .namesakes(&row.name)
            .find(|person| may_be_one(row.city.as_deref(), person.customer.city.as_deref()));
        let Some(double) = double else { return Found::Nobody };
        let said = message!(
            "probably `{id}`, who has the same name; the row gives nothing else to tell people apart by",
            "很可能就是同名客户 `{id}`；这一行没有其他可以识别客户的信息",
            id = double.customer.id
        );
        Found::Held(vec![Reason::of(Field::Name, "probable_double", said)])
    }
}

/// Whom a row is about.
enum Found {
    Nobody,
    Somebody(String),
    Held(Vec<Reason>),
    Refused(Reason),
}

fn taken(field: Field, owner: &str) -> Reason {
    let said = message!(
        "`{owner}` has it, under another name or beside another id",
        "已属于另一位客户 `{owner}`",
        owner = owner
    );
    Reason::of(field, "identity_taken", said)
}

fn contradiction(field: Field, owner: &str) -> Reason {
    let said = message!(
        "`{owner}` has this id, with another name and nothing else in common: was the id damaged or given twice?",
        "此编号属于客户 `{owner}`，但姓名不同且没有其他相同信息：编号是否已损坏或重复使用？",
        owner = owner
    );
    Reason::of(field, "contradicts", said)
}

/// The home of a customer; what cannot be read of it is told, in strict mode as the reason to refuse the row.
fn home_of(context: &ImportContext, row: &CustomerRow, warnings: &mut Vec<Reason>) -> Result<Option<String>, Reason> {
    let (home, left_out) = context.home(row.unit_code.as_deref(), context.today())?;
    match left_out {
        Some(reason) if context.options.strict => Err(reason),
        left_out => {
            warnings.extend(left_out);
            Ok(home)
        }
    }
}

/// Ids of partners that are not there.
fn foreign_ids(context: &ImportContext, row: &CustomerRow) -> Option<Reason> {
    let (partner, _) = row.external_ids.iter().find(|(partner, _)| !context.partners.contains(partner))?;
    let said = message!("no partner has the code `{partner}`", "没有合作方使用编码 `{partner}`", partner = partner);
    Some(Reason::of(Field::ExternalIds, "not_found", said))
}

fn made_by(row: &CustomerRow, known: &[KnownIdentity]) -> MadeBy {
    let hashed = |key: &str| {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        hasher.finish()
    };
    if known.is_empty() {
        let city = row.city.as_deref().map(normalise).unwrap_or_default();
        return MadeBy::Name(hashed(&format!("name:{}:{city}", normalise(&row.name))));
    }
    MadeBy::Identities(known.iter().map(|known| hashed(&known.key())).collect())
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
    let ours = row.external_ids.iter().filter(|(partner, _)| context.partners.contains(partner));
    known.extend(ours.map(|(partner, id)| KnownIdentity::external(partner, id)));
    let plain = [
        (IdentityKind::Phone, &row.phones),
        (IdentityKind::Email, &row.emails),
        (IdentityKind::Wechat, &row.wechat),
        (IdentityKind::Card, &row.cards),
    ];
    for (kind, values) in plain {
        known.extend(values.iter().map(|value| KnownIdentity::plain(kind, value)));
    }
    let mut seen = HashSet::new();
    known.retain(|known| seen.insert(known.key()));
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
