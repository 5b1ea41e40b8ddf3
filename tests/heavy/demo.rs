//! `regulars demo`: a whole chain that looks like one, and of which everything that is kept follows from its facts.

use std::collections::BTreeMap;

use actix_web::web;
use regulars::assembly::demo;
use regulars::assembly::demo::{Options, Summary};
use regulars::platform::app::App;
use regulars::platform::config::Config;
use regulars::platform::identity::passwords;
use regulars_db::customers::metrics;
use regulars_db::marketing::campaigns;
use regulars_db::page::Page;
use regulars_domain::insight::concentration::concentration;
use regulars_domain::marketing::campaigns::CampaignState;
use regulars_domain::marketing::results::Verdict;
use regulars_tests::{TestDatabase, alone};

const CUSTOMERS: u64 = 1_500;

/// A base filled by the demo.
struct Filled {
    app: web::Data<App>,
    made: Summary,
    database: TestDatabase,
}

impl Filled {
    async fn with(seed: u64, customers: u64) -> Filled {
        let database = TestDatabase::empty();
        let settings = "[auth]\nsecret = \"the secret of the tests, long enough\"\n";
        let mut config = Config::from_sources(settings, BTreeMap::new(), regulars::assembly::CONFIG_CHECKS).unwrap();
        config.database.url.clone_from(&database.url);
        let app = web::Data::new(regulars::assembly::open(config).unwrap());
        let filling = app.clone();
        let options = Options { customers, seed };
        let made = tokio::task::spawn_blocking(move || demo::fill(&filling, &options).unwrap()).await.unwrap();
        Filled { app, made, database }
    }

    fn count(&self, from: &str) -> i64 {
        regulars_tests::count(&mut self.database.connect(), from)
    }

    /// What every customer spent and how often each bought, by id.
    fn figures(&self) -> Vec<(i64, i64)> {
        let mut db = self.database.connect();
        let mut all = metrics::tiered_after(&mut db, "", 1_000_000).unwrap();
        all.sort_unstable_by_key(|metrics| (metrics.net_minor, metrics.purchases));
        all.iter().map(|metrics| (metrics.net_minor, metrics.purchases)).collect()
    }
}

/// The one campaign there is.
fn campaign_id(filled: &Filled) -> String {
    let filter = campaigns::Filter { states: vec![CampaignState::Completed], ..campaigns::Filter::default() };
    let found = campaigns::list(&mut filled.database.connect(), &filter, &Page::first(10)).unwrap();
    assert_eq!(found.len(), 1);
    found[0].id.clone()
}

#[actix_web::test]
async fn a_demo_is_a_chain_at_work_and_everything_kept_follows_from_its_facts() {
    let _alone = alone();
    let filled = Filled::with(1, CUSTOMERS).await;
    let made = &filled.made;
    assert_eq!(filled.count("customers"), i64::try_from(made.customers).unwrap());
    assert_eq!(filled.count("purchases"), i64::try_from(made.purchases).unwrap());
    assert_eq!(filled.count("memberships"), i64::try_from(made.members).unwrap());

    let (store, config) = (filled.app.store.clone(), filled.app.config.clone());
    let verified = tokio::task::spawn_blocking(move || regulars::assembly::verify::run(&store, &config).unwrap());
    let report = verified.await.unwrap();
    assert!(report.is_clean(), "{:#?}", report.differences);
    assert_eq!(report.customers, CUSTOMERS);

    let figures = filled.figures();
    let buyers = figures.iter().filter(|(_, purchases)| *purchases > 0).count() as f64;
    let once = figures.iter().filter(|(_, purchases)| *purchases == 1).count() as f64 / buyers;
    assert!((0.35..=0.60).contains(&once), "one-time buyers: {once}");
    let spends = figures.iter().filter(|(_, purchases)| *purchases > 0).map(|(net, _)| *net).collect();
    let gini = concentration(spends).unwrap().gini;
    assert!((0.55..=0.70).contains(&gini), "Gini: {gini}");
    let delivered = filled.count("purchases where channel = 'delivery'") as f64 / made.purchases as f64;
    assert!((0.2..=0.4).contains(&delivered), "delivered: {delivered}");

    for (what, from) in [
        ("tiers that rose", "tier_changes where cause = 'purchase' and tier in ('A', 'B')"),
        ("tiers that fell in a new year", "tier_changes where cause = 'date'"),
        ("levels that rose", "membership_level_changes where cause = 'purchase' and level_id is not null"),
        ("levels that fell", "membership_level_changes where cause = 'anniversary'"),
        ("points spent", "point_entries where kind = 'redeem'"),
        ("points expired", "point_entries where kind = 'expire'"),
        ("points taken back by refunds", "point_entries where kind = 'reverse'"),
        ("closed complaints", "complaints where state = 'closed'"),
        ("complaints in verification", "complaints where state = 'verifying'"),
        ("open complaints", "complaints where state = 'received'"),
        ("escalated complaints", "complaint_events where kind = 'escalated'"),
        ("tasks of escalations", "tasks where title like '投诉已升级%'"),
        ("members of segments", "segment_members"),
        ("customers whom others brought", "customers where referrer_id is not null and source = 'referral'"),
        ("competitors that were named", "interactions where competitor_id is not null"),
    ] {
        assert!(filled.count(from) > 0, "{what}");
    }
    let half_a_year_ago = regulars_tests::now().date_naive() - chrono::Duration::days(180);
    let gone = filled.count(&format!("customer_metrics where last_purchase_on < '{half_a_year_ago}'"));
    assert!(gone > filled.count("customers") / 5, "people stay away for good: {gone}");
    assert_eq!(filled.count("jobs where state <> 'succeeded'"), 0, "nothing is left to do");
    assert_eq!(filled.count("segments where refreshed_at is null or size = 0"), 0);

    // Who is worth what is told in money.
    assert_eq!(filled.count("life_time_value_fits where finished_at is not null"), 1);
    assert!(filled.count("customer_life_time_values where life_time_value_minor > 0") > filled.count("customers") / 4);

    // Nobody can be reached, whatever is sent.
    assert_eq!(filled.count("customer_identities where kind = 'phone' and value not like '+86154%'"), 0);
    assert_eq!(filled.count("customer_identities where kind = 'email' and value not like '%.example'"), 0);

    // The campaign: its deliveries, and a difference that is told from chance.
    assert_eq!(filled.count("deliveries"), i64::try_from(made.deliveries).unwrap());
    let id = campaign_id(&filled);
    let measured = regulars::marketing::campaigns::results::of(&mut filled.database.connect(), &id).unwrap();
    assert!(measured.is_over);
    assert_eq!(measured.results.verdict, Verdict::Better, "{:#?}", measured.results);
    assert!(measured.results.gain.unwrap().roi.is_some());
    for state in ["held_out", "sent", "bounced", "suppressed"] {
        assert!(filled.count(&format!("deliveries where state = '{state}'")) > 0, "{state}");
    }

    for login in &made.logins {
        let mut db = filled.database.connect();
        let user = regulars_db::organisation::users::find_by_email(&mut db, &login.email).unwrap().unwrap();
        assert!(passwords::verify(&login.password, &user.password_hash), "{}", login.email);
    }
    let roles: Vec<&str> = made.logins.iter().map(|login| login.role.as_str()).collect();
    assert_eq!(roles, ["marketing", "store_manager", "service_agent", "operations", "admin"]);
    assert_eq!(demo::logins(&mut filled.database.connect()).unwrap(), made.logins, "shown again at each start");
}

#[actix_web::test]
async fn the_same_seed_gives_the_same_figures_and_a_base_in_use_is_refused() {
    let _alone = alone();
    let few = 200;
    let (one, again, other) = (Filled::with(5, few).await, Filled::with(5, few).await, Filled::with(6, few).await);
    assert_eq!(one.figures(), again.figures());
    assert_ne!(one.figures(), other.figures());
    let plain = |made: &Summary| Summary { logins: Vec::new(), ..made.clone() };
    assert_eq!(plain(&one.made), plain(&again.made));

    let app = one.app.clone();
    let options = Options { customers: 10, seed: 1 };
    let refused = tokio::task::spawn_blocking(move || demo::fill(&app, &options)).await.unwrap();
    assert!(refused.unwrap_err().to_string().contains("not empty"));
    assert_eq!(one.count("customers"), 200, "and nothing was added");
}
