//! A page is found in one of several ways, by how many customers each condition holds for: whichever is taken, the page
//! is the same, and so is the count.

use regulars_db::Db;
use regulars_db::customers::profiles::{self, Bounds, Filter, Search, Sort, Within};
use regulars_db::page::{After, Page};
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;
use regulars_tests::{TestApp, Value, json};

const SORTS: [Sort; 9] = [
    Sort::NewestFirst,
    Sort::OldestFirst,
    Sort::Name,
    Sort::NameDescending,
    Sort::MostSpendFirst,
    Sort::LastPurchaseFirst,
    Sort::MostPurchasesFirst,
    Sort::EarliestChangeFirst,
    Sort::LatestChangeFirst,
];

/// Everything is fetched and sorted; everything is followed; something of both.
const BOUNDS: [Bounds; 4] = [
    Bounds { few: 0, many: 0, reach: 0 },
    Bounds { few: 0, many: 1_000, reach: 3 },
    Bounds { few: 5, many: 60, reach: 20 },
    Bounds { few: 20, many: 1_000, reach: 1_000 },
];

/// 120 customers with ties in every order; some are merged or erased.
async fn base(app: &TestApp) {
    let admin = app.admin().await;
    app.key_of("till", &[], &app.units.n1).await;
    let (units, kinds) = ([&app.units.n1, &app.units.n2, &app.units.s1], ["consumer", "consumer", "business"]);
    let items: Vec<Value> = (0..120)
        .map(|n| {
            let tags: &[&str] = [&["a"][..], &["a", "b"], &[]][n % 3];
            json!({"name": format!("王{}明王", n % 17), "kind": kinds[n % 3], "home_unit_id": units[n % 3],
                "city": (["上海", "北京"][n % 2]), "source": (["walk_in", "online"][n % 5 % 2]), "tags": tags,
                "external_ids": (0..n % 4).map(|id| json!({"partner": "till", "id": format!("{n}-{id}")})).collect::<Vec<_>>(),
                "phone": format!("138{n:08}"), "owner_id": (n % 9 == 0).then_some(&admin.id)})
        })
        .collect();
    let made = admin.post("/v1/customers/batch", json!({"items": items})).await.ok();
    let mut sql = String::new();
    for (n, row) in made.body["results"].as_array().unwrap().iter().enumerate() {
        let id = row["id"].as_str().unwrap();
        let (day, spend, purchases) = (1 + n % 11, 1000 * (n % 13) as i64 - 1000, n % 5);
        let last = if purchases == 0 { "null".to_owned() } else { format!("'2026-02-{:02}'", 1 + n % 6) };
        let tier = if n % 11 == 1 { "null" } else { ["'A'", "'B'", "'C'", "'none'"][n % 4] };
        let status = ["active", "lost", "active", "prospect", "active", "merged", "erased"][n % 7];
        sql += &format!(
            "update customers set created_at = '2026-01-{day:02} 08:00:00', status = '{status}' where id = '{id}'; \
             update customer_metrics set net_minor = {spend}, purchases = {purchases}, tier = {tier}, \
             last_purchase_on = {last}, changed_at = '2026-03-{day:02} 08:00:00' where customer_id = '{id}';"
        );
    }
    app.sql(&sql);
}

fn filters(app: &TestApp) -> Vec<Filter> {
    let search = |name: &str| Search { name: Some(profiles::term::name(name)), ..Search::default() };
    let day = |text: &str| text.parse().ok();
    let of = Filter::default;
    vec![
        of(),
        Filter { search: Some(search("王")), ..of() },
        Filter { search: Some(search("7")), ..of() },
        Filter { search: Some(Search::default()), ..of() },
        Filter { search: Some(Search { phone: Some(profiles::term::phone("1")), ..search("明") }), ..of() },
        Filter { search: Some(search("明")), tiers: vec![TierClass::A], ..of() },
        Filter { tiers: vec![TierClass::A, TierClass::C, TierClass::A], ..of() },
        Filter { tags: vec!["a".into(), "b".into()], city: Some("北京".into()), ..of() },
        Filter { tags: vec!["nobody".into()], ..of() },
        Filter { kinds: vec![CustomerKind::Business], sources: vec![Source::Online], ..of() },
        Filter { kinds: vec![CustomerKind::Business, CustomerKind::Consumer], ..of() },
        Filter { statuses: vec![CustomerStatus::Merged, CustomerStatus::Lost], ..of() },
        Filter { within: Some(Within { units: vec![app.units.n1.clone()], owner_id: "nobody".into() }), ..of() },
        Filter {
            within: Some(Within { units: vec![app.units.n1.clone(), app.units.n2.clone()], owner_id: "nobody".into() }),
            home_unit_ids: vec![app.units.n2.clone(), app.units.s1.clone()],
            search: Some(search("1")),
            ..of()
        },
        Filter { last_from: day("2026-02-03"), last_before: day("2026-02-05"), ..of() },
        Filter { spend_from: Some(0), spend_before: Some(3000), tiers: vec![TierClass::B], ..of() },
        Filter {
            created_from: "2026-01-03T08:00:00".parse().ok(),
            created_before: "2026-01-09T00:00:00".parse().ok(),
            ..of()
        },
        Filter { changed_from: "2026-03-09T08:00:00".parse().ok(), ..of() },
        Filter { changed_before: "2026-03-09T08:00:00".parse().ok(), partner: Some("till".into()), ..of() },
        Filter { partner: Some("till".into()), tags: vec!["b".into()], ..of() },
        Filter { partner: Some("til".into()), ..of() },
        Filter { identity: Some("external:till:7-1".into()), ..of() },
        Filter { identity: Some("external:till:7-1".into()), city: Some("上海".into()), ..of() },
    ]
}

/// The ids of the whole list, page by page.
fn walk(db: &mut Db, filter: &Filter, sort: Sort, limit: i64) -> Vec<String> {
    let mut page = Page::first(limit);
    let mut ids = Vec::new();
    loop {
        let mut rows = profiles::list(db, filter, sort, &page).unwrap();
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        ids.extend(rows.iter().map(|(customer, _)| customer.id.clone()));
        let Some(last) = rows.last().filter(|_| has_more) else { return ids };
        page.after = Some(After { key: profiles::sort_key(sort, last), id: last.0.id.clone() });
    }
}

#[actix_web::test]
async fn every_way_to_a_page_leads_to_the_same() {
    let app = TestApp::start().await;
    base(&app).await;
    let mut db = app.db();
    for (at, filter) in filters(&app).into_iter().enumerate() {
        let mut counts = Vec::new();
        for sort in SORTS {
            let expected = walk(&mut db, &filter, sort, 200);
            for bounds in BOUNDS {
                let filter = Filter { bounds, ..filter.clone() };
                for limit in [11, 40] {
                    assert_eq!(walk(&mut db, &filter, sort, limit), expected, "{at} {sort:?} {bounds:?} by {limit}");
                }
                counts.push((profiles::count(&mut db, &filter).unwrap(), i64::try_from(expected.len()).unwrap()));
            }
        }
        assert!(counts.iter().all(|(count, listed)| count == listed), "{at}: {counts:?}");
    }
}

#[actix_web::test]
async fn a_count_is_exact_up_to_its_bound_and_says_so() {
    let app = TestApp::start().await;
    base(&app).await;
    let mut db = app.db();
    for (at, filter) in filters(&app).into_iter().enumerate() {
        let exact = profiles::count(&mut db, &filter).unwrap();
        for bounds in BOUNDS {
            let filter = Filter { bounds, ..filter.clone() };
            for most in [1, exact.max(1), exact + 1, 500] {
                let found = profiles::count_up_to(&mut db, &filter, most).unwrap();
                if found.is_exact {
                    assert_eq!(found.count, exact, "{at} up to {most}");
                } else {
                    assert!(found.count <= exact, "{at} up to {most}: at least {}", found.count);
                    assert!(exact > most || filter.search.is_some() || filter.within.is_some(), "{at} up to {most}");
                }
            }
        }
    }
}
