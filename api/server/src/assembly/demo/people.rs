//! Who the demo's customers are and what they bought: made by dice alone, without a database.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use regulars_domain::customers::profiles::{Birthday, BirthdayCalendar, ConsentChannel, Gender, Source};
use regulars_domain::period::instant_of;
use regulars_domain::sales::purchases::Channel;

use super::catalogue::{BEAN_CURD, CATEGORIES, GIVEN_FIRST, GIVEN_LAST, PRODUCTS, SHOPS, SURNAMES};
use super::dice::{Dice, whole};

/// How long the history is.
const DAYS: u64 = 730;

/// The days the demo plays in.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub from: NaiveDate,
    /// The day before today: what is to come today has not been sold yet.
    pub to: NaiveDate,
    pub zone: Tz,
}

impl Span {
    pub fn until(today: NaiveDate, zone: Tz) -> Span {
        let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        Span { from: back(DAYS), to: back(1), zone }
    }

    fn day(&self, number: i64) -> NaiveDate {
        let days = u64::try_from(number).unwrap_or(0);
        self.from.checked_add_days(Days::new(days)).unwrap_or(self.to)
    }

    fn length(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }
}

/// A product in a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Place among the products.
    pub product: usize,
    pub pieces: i64,
    /// Fen.
    pub amount: i64,
    pub discount: i64,
}

/// A purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub at: DateTime<Utc>,
    pub on: NaiveDate,
    /// Place among the shops.
    pub shop: usize,
    pub channel: Channel,
    pub items: Vec<Item>,
}

/// That somebody said yes or no to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub channel: ConsentChannel,
    pub granted: bool,
    pub at: DateTime<Utc>,
}

/// A customer with everything that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub number: u64,
    pub name: String,
    pub gender: Option<Gender>,
    pub birthday: Option<Birthday>,
    pub source: Source,
    /// Place among the shops.
    pub home: usize,
    pub known_since: DateTime<Utc>,
    pub visits: Vec<Visit>,
    /// The visit at which the card was given.
    pub card_at: Option<usize>,
    pub has_email: bool,
    pub has_wechat: bool,
    pub said: Vec<Said>,
    pub is_regular: bool,
}

impl Person {
    /// The number range +86 154 is not assigned to any operator, so nobody can be called by it.
    pub fn phone(&self) -> String {
        format!("+86154{:08}", self.number)
    }

    pub fn card(&self) -> String {
        format!("YS{:09}", self.number)
    }

    pub fn email(&self) -> Option<String> {
        self.has_email.then(|| format!("guest{:06}@{}", self.number, super::catalogue::MAIL_DOMAIN))
    }

    pub fn wechat(&self) -> Option<String> {
        self.has_wechat.then(|| format!("demo_{:08}", self.number))
    }

    /// Whether the last word on a channel before a moment was yes.
    pub fn agrees(&self, channel: ConsentChannel, before: DateTime<Utc>) -> bool {
        let said = self.said.iter().filter(|said| said.channel == channel && said.at < before);
        said.max_by_key(|said| said.at).is_some_and(|said| said.granted)
    }
}

/// How somebody buys.
struct Habit {
    mean_gap: f64,
    party: i64,
    delivers: f64,
    tastes: [f64; 4],
}

/// One person of the demo.
pub fn person(seed: u64, number: u64, span: &Span) -> Person {
    let mut dice = Dice::of(seed, number.wrapping_mul(2).wrapping_add(1));
    let home = dice.weighted(SHOPS.iter().map(|shop| shop.weight));
    let first = first_day(&mut dice, span);
    let habit = habit(&mut dice);
    let visits = if dice.chance(0.03) { Vec::new() } else { visits(&mut dice, span, first, home, &habit) };
    let known_since = visits.first().map_or_else(|| moment(&mut dice, span, first), |visit| visit.at);
    let card_at = card_at(&mut dice, visits.len());
    let (has_email, has_wechat) = (dice.chance(0.45), dice.chance(0.5));
    let said = said(&mut dice, span, known_since, has_email, has_wechat);
    Person {
        number,
        name: name(&mut dice),
        gender: [Some(Gender::Female), Some(Gender::Male), None]
            .get(dice.weighted([0.56, 0.3, 0.14].into_iter()))
            .copied()
            .flatten(),
        birthday: birthday(&mut dice, span.to.year()),
        source: source(&mut dice, visits.is_empty()),
        home,
        known_since,
        is_regular: visits.len() >= 12,
        visits,
        card_at,
        has_email,
        has_wechat,
        said,
    }
}

/// New customers come evenly, on the days on which people eat desserts, and a few more each month.
fn first_day(dice: &mut Dice, span: &Span) -> i64 {
    loop {
        let number = dice.between(0, span.length() - 1);
        let growth = 0.8 + 0.2 * number as f64 / span.length() as f64;
        if dice.chance(growth * liking(span.day(number)) / MOST_LIKING) {
            return number;
        }
    }
}

fn habit(dice: &mut Dice) -> Habit {
    let delivers = if dice.chance(0.3) { 0.72 } else { 0.1 };
    let mut tastes = [0.0; 4];
    for (taste, category) in tastes.iter_mut().zip(&CATEGORIES) {
        *taste = category.2 * dice.log_normal(1.0, 1.8);
    }
    // Most come once in a while, a few come every week.
    let mean_gap = dice.log_normal(40.0, 2.2).clamp(3.0, 240.0);
    // One in twenty-five orders for a whole office or class.
    let party = [1, 2, 3, 4, 10].get(dice.weighted([0.37, 0.35, 0.16, 0.08, 0.04].into_iter())).copied().unwrap_or(1);
    Habit { mean_gap, party, delivers, tastes }
}

fn visits(dice: &mut Dice, span: &Span, first: i64, home: usize, habit: &Habit) -> Vec<Visit> {
    let mut visits = vec![visit(dice, span, first, home, habit)];
    if dice.chance(0.34) {
        return visits;
    }
    // Who stays away for good does so after some time, whatever the gap was.
    let leaves = first + whole(dice.exponential(420.0));
    let mut day = first;
    loop {
        day += whole(dice.exponential(habit.mean_gap)).max(1);
        while day < span.length() && !dice.chance(liking(span.day(day)) / MOST_LIKING) {
            day += 1;
        }
        if day > leaves || day >= span.length() {
            return visits;
        }
        visits.push(visit(dice, span, day, home, habit));
    }
}

/// A visit on the day with this number; for a campaign's effect as well.
fn visit(dice: &mut Dice, span: &Span, number: i64, home: usize, habit: &Habit) -> Visit {
    let at = moment(dice, span, number);
    let shop = if dice.chance(0.88) { home } else { elsewhere(dice, home) };
    let channel = match dice.unit() {
        share if share < habit.delivers => Channel::Delivery,
        share if share < habit.delivers + 0.05 => Channel::Online,
        _ => Channel::InStore,
    };
    let party = (habit.party + dice.between(-1, 1)).max(1);
    let kinds = dice.between(1, party.min(3));
    let is_reduced = dice.chance(0.12);
    let mut items: Vec<Item> = Vec::new();
    for _ in 0..kinds {
        let pieces = (party / kinds).max(1) + i64::from(dice.chance(0.15));
        let product = product(dice, shop, habit);
        let price = PRODUCTS.get(product).map_or(0, |product| product.3) * pieces;
        let discount = if is_reduced { price / 10 } else { 0 };
        if items.iter().all(|item| item.product != product) {
            items.push(Item { product, pieces, amount: price - discount, discount });
        }
    }
    Visit { at, on: span.day(number), shop, channel, items }
}

/// One more visit on a day, by somebody who comes because of a campaign.
pub fn extra_visit(dice: &mut Dice, span: &Span, on: NaiveDate, home: usize) -> Visit {
    let habit = habit(dice);
    visit(dice, span, (on - span.from).num_days(), home, &Habit { delivers: 0.2, ..habit })
}

/// Another shop of the same city, else the same one.
fn elsewhere(dice: &mut Dice, home: usize) -> usize {
    let city = SHOPS.get(home).map(|shop| shop.city);
    let near: Vec<usize> =
        SHOPS.iter().enumerate().filter(|(_, shop)| Some(shop.city) == city).map(|(at, _)| at).collect();
    dice.pick(&near).copied().unwrap_or(home)
}

/// What a shop cannot make is not sold there.
fn product(dice: &mut Dice, shop: usize, habit: &Habit) -> usize {
    let makes_bean_curd = SHOPS.get(shop).is_some_and(|shop| shop.makes_bean_curd);
    let weights = habit.tastes.iter().enumerate();
    let weights = weights.map(|(at, taste)| if at == BEAN_CURD && !makes_bean_curd { 0.0 } else { *taste });
    let category = dice.weighted(weights);
    let own: Vec<usize> =
        (0..PRODUCTS.len()).filter(|at| PRODUCTS.get(*at).is_some_and(|product| product.2 == category)).collect();
    // Boxes and cakes are bought now and then.
    let weight = |at: &usize| if PRODUCTS.get(*at).is_some_and(|product| product.3 > 4_000) { 0.25 } else { 1.0 };
    own.get(dice.weighted(own.iter().map(weight))).copied().unwrap_or(0)
}

/// A moment of the day: the afternoon and the evening are busiest.
fn moment(dice: &mut Dice, span: &Span, number: i64) -> DateTime<Utc> {
    const HOURS: [f64; 12] = [0.4, 0.7, 0.9, 1.3, 1.6, 1.4, 1.0, 1.1, 1.5, 1.7, 1.2, 0.5];
    let hour = 10 + u32::try_from(dice.weighted(HOURS.into_iter())).unwrap_or(0);
    let (minute, second) = (dice.below(60), dice.below(60));
    let part = |value: u64| u32::try_from(value).unwrap_or(0);
    let time = NaiveTime::from_hms_opt(hour, part(minute), part(second)).unwrap_or_default();
    instant_of(span.day(number), time, span.zone)
}

/// The most that [`liking`] comes to.
const MOST_LIKING: f64 = 1.3 * 1.4;

/// How many people feel like a dessert on a day, against an ordinary one: the season and the day of the week.
fn liking(day: NaiveDate) -> f64 {
    const MONTHS: [f64; 12] = [0.85, 0.8, 0.9, 0.95, 1.05, 1.15, 1.3, 1.3, 1.1, 1.05, 0.9, 0.9];
    const WEEK: [f64; 7] = [0.85, 0.85, 0.9, 0.95, 1.15, 1.4, 1.3];
    let of = |list: &[f64], at: u32| usize::try_from(at).ok().and_then(|at| list.get(at)).copied().unwrap_or(1.0);
    of(&MONTHS, day.month0()) * of(&WEEK, day.weekday().num_days_from_monday())
}

/// Regulars take a card sooner or later; some take one at once.
fn card_at(dice: &mut Dice, visits: usize) -> Option<usize> {
    (0..visits).find(|visit| dice.chance(if *visit == 0 { 0.3 } else { 0.25 }))
}

fn said(dice: &mut Dice, span: &Span, since: DateTime<Utc>, has_email: bool, has_wechat: bool) -> Vec<Said> {
    let mut said = Vec::new();
    for (channel, share) in [
        (ConsentChannel::Sms, 0.62),
        (ConsentChannel::Wechat, if has_wechat { 0.8 } else { 0.0 }),
        (ConsentChannel::Email, if has_email { 0.6 } else { 0.0 }),
    ] {
        if !dice.chance(share) {
            continue;
        }
        said.push(Said { channel, granted: true, at: since });
        let later = since + chrono::Duration::days(dice.between(20, 400));
        if dice.chance(0.05) && later.date_naive() <= span.to {
            said.push(Said { channel, granted: false, at: later });
        }
    }
    said
}

fn name(dice: &mut Dice) -> String {
    let mut name = dice.pick(&SURNAMES).copied().unwrap_or_default().to_owned();
    if dice.chance(0.85) {
        name.push_str(dice.pick(&GIVEN_FIRST).copied().unwrap_or_default());
    }
    name.push_str(dice.pick(&GIVEN_LAST).copied().unwrap_or_default());
    name
}

fn birthday(dice: &mut Dice, year: i32) -> Option<Birthday> {
    if !dice.chance(0.45) {
        return None;
    }
    let age = i32::try_from(dice.between(16, 68)).unwrap_or(30);
    let calendar = if dice.chance(0.15) { BirthdayCalendar::Lunar } else { BirthdayCalendar::Solar };
    let part = |value: i64| u32::try_from(value).unwrap_or(1);
    let (month, day) = (part(dice.between(1, 12)), part(dice.between(1, 28)));
    Some(Birthday { year: dice.chance(0.7).then_some(year - age), month, day, calendar })
}

fn source(dice: &mut Dice, is_prospect: bool) -> Source {
    if is_prospect {
        return if dice.chance(0.5) { Source::Questionnaire } else { Source::Event };
    }
    const SOURCES: [Source; 5] =
        [Source::WalkIn, Source::DeliveryPlatform, Source::Referral, Source::Online, Source::Event];
    SOURCES.get(dice.weighted([0.52, 0.24, 0.12, 0.08, 0.04].into_iter())).copied().unwrap_or(Source::WalkIn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span() -> Span {
        Span::until("2026-11-25".parse().unwrap(), Tz::Asia__Shanghai)
    }

    #[test]
    fn the_same_seed_makes_the_same_person() {
        for number in 1..200 {
            assert_eq!(person(7, number, &span()), person(7, number, &span()));
        }
        assert_ne!(person(7, 1, &span()), person(8, 1, &span()));
    }

    #[test]
    fn everybody_keeps_within_the_span_and_to_what_shops_can_make() {
        for number in 1..2_000 {
            let person = person(3, number, &span());
            assert!(person.visits.is_sorted_by(|a, b| a.on < b.on), "one visit a day, in order");
            for visit in &person.visits {
                assert!((span().from..=span().to).contains(&visit.on));
                assert!(!visit.items.is_empty() && visit.items.iter().all(|item| item.amount > 0));
                let makes = SHOPS[visit.shop].makes_bean_curd;
                assert!(makes || visit.items.iter().all(|item| PRODUCTS[item.product].2 != BEAN_CURD));
            }
            assert!(person.birthday.is_none_or(|birthday| birthday.check(span().to).is_ok()));
        }
    }

    #[test]
    fn weekends_and_summers_are_busy_and_a_third_is_delivered() {
        let visits: Vec<Visit> = (1..3_000).flat_map(|number| person(11, number, &span()).visits).collect();
        let share = |holds: &dyn Fn(&Visit) -> bool| {
            visits.iter().filter(|visit| holds(visit)).count() as f64 / visits.len() as f64
        };
        let weekend = share(&|visit| visit.on.weekday().num_days_from_monday() >= 5);
        assert!(weekend > 2.0 / 7.0 * 1.15, "{weekend}");
        let (july, february) = (share(&|visit| visit.on.month() == 7), share(&|visit| visit.on.month() == 2));
        assert!(july > february * 1.25, "{july} {february}");
        let delivered = share(&|visit| visit.channel == Channel::Delivery);
        assert!((0.2..0.4).contains(&delivered), "{delivered}");
    }
}
