//! A rule as one SQL condition over customers `c` and their metrics `m`. It answers what
//! `regulars_domain::marketing::segments::matches` answers for each customer: a test holds the two against each other.
//!
//! No condition is ever null, so `not` means what it says: a column that may be null is asked for first. What looks at
//! more than these two rows does so by the customer's key, so the cost grows with the customers and with nothing else.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use regulars_domain::catalogue::categories::CategoryTree;
use regulars_domain::customers::attributes::Stored;
use regulars_domain::customers::birthdays::{days_from, days_of_month, keys_on};
use regulars_domain::marketing::segments::{
    AttributeRule, BoughtRule, Choice, ChoiceRule, Measure, MeasureRule, NotBoughtRule, Rule, bound, since, stored,
};
use regulars_domain::permissions::UnitTree;

use crate::customers::facts::BY_WEIGHT;
use crate::dialect::SqlBuilder;

/// Everybody who can be in a segment.
pub(super) const LIVING: &str =
    "customers c join customer_metrics m on m.customer_id = c.id where c.status not in ('merged', 'erased')";

/// The customer's cards that are not closed.
const CARDS: &str = " from memberships b where b.customer_id = c.id and b.state <> 'closed'";

/// Whom a rule is asked about: the day it is asked on, and the organisation's tree.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub rule: &'a Rule,
    pub today: NaiveDate,
    pub tree: &'a UnitTree,
    /// What is in a category below one is in that one too.
    pub categories: &'a CategoryTree,
    /// Only customers at home in one of these units, when given.
    pub cut: Option<&'a [String]>,
}

impl Asked<'_> {
    pub(super) fn write(&self, sql: &mut SqlBuilder) {
        let Some(units) = self.cut else { return self.part(sql, self.rule) };
        sql.text("(c.home_unit_id is not null and c.home_unit_id in ").values(units).text(" and ");
        self.part(sql, self.rule);
        sql.text(")");
    }

    fn part(&self, sql: &mut SqlBuilder, part: &Rule) {
        match part {
            Rule::All(parts) => self.group(sql, parts, " and "),
            Rule::Any(parts) => self.group(sql, parts, " or "),
            Rule::Not(part) => {
                sql.text("not ");
                self.part(sql, part);
            }
            Rule::Choice(choice) => self.choice(sql, choice),
            Rule::Measure(measure) => self.measure(sql, measure),
            Rule::Attribute(rule) => attribute(sql, rule),
            Rule::Consent(consent) => {
                sql.text("coalesce((select k.granted from consents k where k.customer_id = c.id and k.channel = ")
                    .value(consent.channel.as_str())
                    .text(" order by ")
                    .text(BY_WEIGHT)
                    .text(" limit 1), false)");
            }
            Rule::Birthday(rule) => self.born_on(sql, days_from(self.today, rule.within_days)),
            Rule::Bought(bought) => self.bought(sql, bought),
            Rule::NotBought(not) => self.not_bought(sql, not),
            Rule::Membership(membership) => {
                sql.text("exists (select 1").text(CARDS);
                if let Some(programme_id) = &membership.programme_id {
                    sql.text(" and b.programme_id = ").value(programme_id.as_str());
                }
                sql.text(")");
            }
            Rule::Segment(segment) => {
                sql.text("exists (select 1 from segment_members s where s.customer_id = c.id and s.segment_id = ")
                    .value(segment.id.as_str())
                    .text(")");
            }
        }
    }

    fn group(&self, sql: &mut SqlBuilder, parts: &[Rule], with: &str) {
        sql.text("(");
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                sql.text(with);
            }
            self.part(sql, part);
        }
        sql.text(")");
    }

    fn choice(&self, sql: &mut SqlBuilder, rule: &ChoiceRule) {
        let column = match rule.of {
            Choice::Kind => "c.kind",
            Choice::Status => "c.status",
            Choice::Source => "c.source",
            Choice::City => "c.city",
            Choice::HomeUnit => "c.home_unit_id",
            Choice::Tier => "m.tier",
            Choice::FavouriteUnit => "m.favourite_unit_id",
            Choice::FavouriteCategory => "m.favourite_category_id",
            Choice::BirthMonth => {
                let months = rule.among.iter().filter_map(|month| month.parse().ok());
                self.born_on(sql, months.flat_map(|month| days_of_month(self.today.year(), month)));
                return;
            }
            Choice::Tag => {
                sql.text("exists (select 1 from customer_tags t where t.customer_id = c.id and t.tag in ")
                    .values(&rule.among)
                    .text(")");
                return;
            }
            Choice::MembershipLevel => {
                sql.text("exists (select 1").text(CARDS).text(" and b.level_id in ").values(&rule.among).text(")");
                return;
            }
        };
        sql.text(&format!("({column} is not null and {column} in "));
        match rule.of {
            Choice::HomeUnit => {
                let units: BTreeSet<String> = rule.among.iter().flat_map(|id| self.tree.subtree(id)).collect();
                sql.values(&units);
            }
            Choice::FavouriteCategory => {
                let categories: BTreeSet<String> =
                    rule.among.iter().flat_map(|id| self.categories.subtree(id)).collect();
                sql.values(&categories);
            }
            _ => {
                sql.values(&rule.among);
            }
        }
        sql.text(")");
    }

    /// The birthday is kept on one of these days.
    fn born_on(&self, sql: &mut SqlBuilder, days: impl Iterator<Item = NaiveDate>) {
        sql.text("(c.birth_key is not null and c.birth_key in ").values(&keys_on(days)).text(")");
    }

    fn measure(&self, sql: &mut SqlBuilder, rule: &MeasureRule) {
        match (rule.of, rule.within_days) {
            (Measure::DaysSinceFirstPurchase, _) => self.days_ago(sql, "m.first_purchase_on", rule),
            (Measure::DaysSinceLastPurchase, _) => self.days_ago(sql, "m.last_purchase_on", rule),
            (Measure::TierDays, _) => {
                sql.text("(m.tier is not null and ");
                self.days_ago(sql, "m.tier_since", rule);
                sql.text(")");
            }
            (Measure::Purchases, None) => between(sql, "m.purchases", rule),
            (Measure::PurchaseDays, None) => between(sql, "m.purchase_days", rule),
            (Measure::NetSpend, None) => between(sql, "m.net_minor", rule),
            (Measure::Purchases, Some(days)) => self.in_window(sql, "d.purchases", days, rule),
            (Measure::PurchaseDays, Some(days)) => {
                self.in_window(sql, "case when d.purchases > 0 then 1 else 0 end", days, rule);
            }
            (Measure::NetSpend, Some(days)) => self.in_window(sql, "d.net_minor", days, rule),
            (Measure::AverageBasket, _) => {
                sql.text("(m.purchases > 0");
                for (sign, bound) in bounds(rule) {
                    sql.text(&format!(" and m.net_minor {sign} m.purchases * ")).value(bound);
                }
                sql.text(")");
            }
            (Measure::Points, _) => {
                sql.text("coalesce((select (");
                for (index, (sign, bound)) in bounds(rule).into_iter().enumerate() {
                    sql.text(if index > 0 { " and " } else { "" });
                    self.points(sql);
                    sql.text(&format!(" {sign} ")).value(bound);
                }
                sql.text(")").text(CARDS).text("), false)");
            }
        }
    }

    /// The points of all cards as they are shown: without what `loyalty::points::overdue` says has expired and was not
    /// dropped yet. Few have such, and only between midnight and the job: who they are is asked once for all customers.
    fn points(&self, sql: &mut SqlBuilder) {
        const OVERDUE: &str = "l.remaining > 0 and l.expires_on < ";
        sql.text("sum(b.balance - case when b.id in (select l.membership_id from point_lots l where ")
            .text(OVERDUE)
            .value(self.today)
            .text(") then (select sum(l.remaining) from point_lots l where l.customer_id = b.customer_id")
            .text(" and l.membership_id = b.id and ")
            .text(OVERDUE)
            .value(self.today)
            .text(") else 0 end)");
    }

    /// A day so many days before today: the more days ago, the earlier.
    fn days_ago(&self, sql: &mut SqlBuilder, column: &str, rule: &MeasureRule) {
        sql.text(&format!("({column} is not null"));
        for (sign, days) in bounds(rule) {
            let days = Days::new(u64::try_from(days).unwrap_or(0));
            let day = self.today.checked_sub_days(days).unwrap_or(NaiveDate::MIN);
            let sign = if sign == ">=" { "<=" } else { ">=" };
            sql.text(&format!(" and {column} {sign} ")).value(day);
        }
        sql.text(")");
    }

    /// A sum over the customer's last days; of none it is 0.
    fn in_window(&self, sql: &mut SqlBuilder, what: &str, days: i64, rule: &MeasureRule) {
        sql.text("(");
        for (index, (sign, bound)) in bounds(rule).into_iter().enumerate() {
            sql.text(if index > 0 { " and " } else { "" })
                .text(&format!(
                    "coalesce((select sum({what}) from customer_days d where d.customer_id = c.id and d.day > "
                ))
                .value(since(self.today, days))
                .text(&format!("), 0) {sign} "))
                .value(bound);
        }
        sql.text(")");
    }

    /// Over all time the tallies know; over the last days the lines do, asked only of who can have bought so often.
    fn bought(&self, sql: &mut SqlBuilder, rule: &BoughtRule) {
        let times = rule.times.unwrap_or(1);
        let among = self.categories.subtree(&rule.category_id);
        if among.len() > 1 {
            return self.bought_among(sql, rule, times, &among);
        }
        sql.text("(exists (select 1 from customer_tallies t where t.customer_id = c.id and t.dimension = 'category' and t.member_id = ")
            .value(rule.category_id.as_str())
            .text(" and t.purchases >= ")
            .value(times);
        let Some(days) = rule.within_days else {
            if let Some(spend) = rule.spend {
                sql.text(" and t.net_minor >= ").value(spend);
            }
            sql.text("))");
            return;
        };
        let from = since(self.today, days);
        sql.text(") and m.last_purchase_on is not null and m.last_purchase_on > ").value(from).text(" and ");
        by_lines(sql, rule, times, &among, Some(from));
        sql.text(")");
    }

    /// The same of a category with others below it. The tallies tell who bought of any; a purchase of two of them is one, so
    /// how many there were only the lines know.
    fn bought_among(&self, sql: &mut SqlBuilder, rule: &BoughtRule, times: i64, among: &[String]) {
        sql.text("(exists (select 1 from customer_tallies t where t.customer_id = c.id and t.dimension = 'category' and t.member_id in ")
            .values(among)
            .text(" and t.purchases >= 1)");
        let from = rule.within_days.map(|days| since(self.today, days));
        if let Some(from) = from {
            sql.text(" and m.last_purchase_on is not null and m.last_purchase_on > ").value(from);
        }
        if from.is_some() || times > 1 || rule.spend.is_some() {
            sql.text(" and ");
            by_lines(sql, rule, times, among, from);
        }
        sql.text(")");
    }

    fn not_bought(&self, sql: &mut SqlBuilder, rule: &NotBoughtRule) {
        match &rule.category_id {
            Some(category_id) => {
                sql.text("not ");
                let bought = BoughtRule {
                    category_id: category_id.clone(),
                    times: None,
                    spend: None,
                    within_days: Some(rule.within_days),
                };
                self.bought(sql, &bought);
            }
            None => {
                sql.text("(m.last_purchase_on is null or m.last_purchase_on <= ")
                    .value(since(self.today, rule.within_days))
                    .text(")");
            }
        }
    }
}

/// That the lines of these categories after a day are so many purchases, and come to so much.
fn by_lines(sql: &mut SqlBuilder, rule: &BoughtRule, times: i64, among: &[String], after: Option<NaiveDate>) {
    if times > 1 {
        sql.text("(select count(distinct p.id)");
        lines_of(sql, among, after);
        sql.text(") >= ").value(times);
    } else {
        sql.text("exists (select 1");
        lines_of(sql, among, after);
        sql.text(")");
    }
    if let Some(spend) = rule.spend {
        sql.text(" and (select sum(l.amount - l.refunded_amount)");
        lines_of(sql, among, after);
        sql.text(") >= ").value(spend);
    }
}

/// The lines of categories in the customer's counted purchases after a day, but for those that were given back. A local day
/// begins at most 14 hours before the same day of UTC, so what was bought on a later one was bought after that day's
/// midnight in UTC: said too, it lets the index by customer and moment leave older purchases out.
fn lines_of(sql: &mut SqlBuilder, among: &[String], after: Option<NaiveDate>) {
    sql.text(
        " from purchases p join purchase_lines l on l.customer_id = p.customer_id and l.purchase_id = p.id \
         where p.customer_id = c.id and p.state not in ('refunded', 'reversed') and l.refunded_quantity < l.quantity \
         and (l.amount = 0 or l.refunded_amount < l.amount)",
    );
    if let Some(after) = after {
        sql.text(" and p.occurred_on > ").value(after).text(" and p.occurred_at > ").value(after);
    }
    match among {
        [only] => sql.text(" and l.category_id = ").value(only.as_str()),
        several => sql.text(" and l.category_id in ").values(several),
    };
}

/// An attribute of the customer is one of these values, or within the bounds.
fn attribute(sql: &mut SqlBuilder, rule: &AttributeRule) {
    sql.text("exists (select 1 from customer_attributes a where a.customer_id = c.id and a.key = ")
        .value(rule.key.as_str());
    if let Some(among) = &rule.among {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        for value in among.iter().flat_map(|value| stored(value)) {
            match value {
                Stored::Text(text) => texts.push(text),
                Stored::Number(number) => numbers.push(number),
            }
        }
        sql.text(" and (a.text_value in ").values(&texts);
        for number in numbers {
            sql.text(" or a.number_value = ").value(number);
        }
        sql.text(")");
    }
    for (sign, written) in [(">=", &rule.gte), ("<=", &rule.lte)] {
        match written.as_deref().map(bound) {
            None => {}
            Some(Some(Stored::Text(day))) => {
                sql.text(&format!(" and a.text_value {sign} ")).value(day.as_str());
            }
            Some(Some(Stored::Number(number))) => {
                sql.text(&format!(" and a.number_value {sign} ")).value(number);
            }
            Some(None) => {
                sql.text(" and 1 = 0");
            }
        }
    }
    sql.text(")");
}

fn bounds(rule: &MeasureRule) -> Vec<(&'static str, i64)> {
    let gte = rule.gte.map(|bound| (">=", bound));
    gte.into_iter().chain(rule.lte.map(|bound| ("<=", bound))).collect()
}

fn between(sql: &mut SqlBuilder, column: &str, rule: &MeasureRule) {
    sql.text("(");
    for (index, (sign, bound)) in bounds(rule).into_iter().enumerate() {
        sql.text(if index > 0 { " and " } else { "" }).text(&format!("{column} {sign} ")).value(bound);
    }
    sql.text(")");
}
