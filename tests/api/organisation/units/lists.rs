//! Lists of units: scope, filters, pages.

use std::collections::BTreeSet;

use regulars_tests::{Actor, Role, TestApp};

use super::store;

#[actix_web::test]
async fn everyone_sees_the_own_subtree_only() {
    let app = TestApp::start().await;
    for (role, unit, codes) in [
        (Role::Executive, &app.units.group, &["HQ", "N", "S", "N1", "N2", "S1"][..]),
        (Role::RegionManager, &app.units.north, &["N", "N1", "N2"]),
        (Role::StoreStaff, &app.units.s1, &["S1"]),
    ] {
        let reply = app.actor(role, unit).await.get("/v1/units").await.ok();
        assert_eq!(reply.each("code"), codes, "{role}");
    }
    let both =
        app.actor_with(&[(app.units.n2.clone(), Role::StoreManager), (app.units.south.clone(), Role::Analyst)]).await;
    assert_eq!(both.get("/v1/units").await.ok().each("code"), ["S", "N2", "S1"]);
    both.get(&format!("/v1/units/{}", app.units.n1)).await.problem(404, "not_found");
}

#[actix_web::test]
async fn filters_narrow_the_list() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.sql("update units set state = 'closed' where code = 'N2'");
    for (query, codes) in [
        ("kind=region", &["N", "S"][..]),
        ("kind=region&kind=group", &["HQ", "N", "S"]),
        (&format!("parent_id={}", app.units.north), &["N1", "N2"]),
        ("state=closed", &["N2"]),
        ("state=active&kind=store", &["N1", "S1"]),
        ("q=%E5%BA%97", &["N1", "N2", "S1"]),
        ("q=s1", &["S1"]),
        ("q=%25", &[]),
        ("q=_", &[]),
    ] {
        assert_eq!(admin.get(&format!("/v1/units?{query}")).await.ok().each("code"), codes, "{query}");
    }
}

#[actix_web::test]
async fn an_unknown_parameter_is_refused_by_its_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (query, name, code) in [
        ("colour=red", "colour", "unknown_field"),
        ("kind=shop", "kind", "not_accepted"),
        ("limit=0", "limit", "out_of_range"),
        ("limit=101", "limit", "out_of_range"),
        ("q=", "q", "too_short"),
    ] {
        admin.get(&format!("/v1/units?{query}")).await.problem(400, "invalid_parameter").fault(name, code);
    }
    admin.get("/v1/units?limit=x").await.problem(400, "invalid_parameter");
    admin.get("/v1/units?q=%00").await.problem(400, "invalid_parameter");
}

/// Reads a list to its end: every page's codes.
async fn walk(who: &Actor, query: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut path = format!("/v1/units?{query}");
    loop {
        let reply = who.get(&path).await.ok();
        pages.push(reply.each("code").into_iter().map(str::to_owned).collect());
        let Some(cursor) = reply.body["next_cursor"].as_str() else {
            assert_eq!(reply.body["has_more"], false);
            return pages;
        };
        assert_eq!(reply.body["has_more"], true);
        path = format!("/v1/units?{query}&cursor={cursor}");
    }
}

#[actix_web::test]
async fn pages_give_every_row_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for n in 0..17 {
        admin.post("/v1/units", store(&format!("P{n}"), &app.units.south)).await.created();
    }
    for limit in [1, 5, 23, 100] {
        let pages = walk(&admin, &format!("limit={limit}")).await;
        let rows: Vec<&String> = pages.iter().flatten().collect();
        assert_eq!(rows.len(), 23, "limit {limit}");
        assert_eq!(rows.iter().collect::<BTreeSet<_>>().len(), 23, "no row twice");
        assert!(pages.iter().rev().skip(1).all(|page| page.len() == limit), "only the last page is short");
    }
    assert_eq!(admin.get("/v1/units").await.ok().data().len(), 23, "25 on a page when nothing is said");
}

#[actix_web::test]
async fn a_row_made_while_reading_comes_at_the_end_and_none_is_lost() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = admin.get("/v1/units?limit=4").await.ok();
    admin.post("/v1/units", store("NEW", &app.units.north)).await.created();

    let rest = admin.get(&format!("/v1/units?limit=4&cursor={}", first.text("next_cursor"))).await.ok();

    assert_eq!(first.each("code"), ["HQ", "N", "S", "N1"]);
    assert_eq!(rest.each("code"), ["N2", "S1", "NEW"]);
}

#[actix_web::test]
async fn a_cursor_fits_its_own_list_only() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let cursor = admin.get("/v1/units?limit=1&kind=store").await.ok().text("next_cursor").to_owned();
    let mut tampered = cursor.clone();
    tampered.replace_range(0..1, if cursor.starts_with('0') { "1" } else { "0" });

    admin.get(&format!("/v1/units?kind=store&limit=2&cursor={cursor}")).await.ok();
    for (filter, cursor) in [
        ("kind=region", cursor.as_str()),
        ("kind=store&state=active", &cursor),
        ("limit=1", &cursor),
        ("kind=store", &tampered),
        ("kind=store", &cursor[..cursor.len() - 2]),
        ("kind=store", "nonsense"),
        ("kind=store", ""),
    ] {
        admin.get(&format!("/v1/units?{filter}&cursor={cursor}")).await.problem(400, "invalid_cursor");
    }
}
