//! `regulars bounce`: a mail server hands over what came back, beside a server that runs.

use regulars_domain::ids;
use regulars_domain::messaging::deliveries::DeliveryState;
use regulars_tests::{Process, TestApp};

use super::{found, sent};

macro_rules! mail {
    ($name:literal, $id:expr) => {
        include_str!(concat!("../../../data/mail/", $name, ".eml")).replace("{{id}}", $id)
    };
}

#[actix_web::test]
async fn a_mail_that_came_back_is_written_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let bounce = |mail: &str| Process::run(&app.database.url, &["bounce"], mail);
    let dead = sent(&app, &admin, "wang@example.com").await;
    for said in ["recorded", "known"] {
        assert_eq!(bounce(&mail!("postfix", &dead.id)), (format!("{said}: {}\n", dead.id), Some(0)));
    }
    let now = found(&app, &dead);
    assert_eq!((now.state.0, now.error_code.as_deref()), (DeliveryState::Bounced, Some("5.1.1")));
    let suppressed = admin.get("/v1/suppressions").await.ok();
    assert_eq!(suppressed.each("address"), ["wang@example.com"]);
    assert_eq!((suppressed.each("reason"), suppressed.each("recorded_by")), (vec!["bounced"], vec!["bounce"]));

    // What is no bounce, or of no delivery of ours, is not to come back again.
    let none = "ignored: no report of a message of ours\n".to_owned();
    assert_eq!(bounce(&mail!("absence", &dead.id)), (none.clone(), Some(0)));
    assert_eq!(bounce(&mail!("postfix", "20261127")), (none, Some(0)));
    let stranger = ids::make(ids::DELIVERY);
    let one = suppressed.each("id")[0];
    admin.delete(&format!("/v1/suppressions/{one}")).await.nothing();
    assert_eq!(bounce(&mail!("postfix", &stranger)), ("unknown: no delivery of ours\n".to_owned(), Some(0)));
    assert_eq!(app.count("suppressions"), 0, "who makes up a mail that came back makes nobody unreachable");
}

#[actix_web::test]
async fn the_address_it_came_to_names_the_delivery_and_others_stay_reachable() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let full = sent(&app, &admin, "wang@example.com").await;
    let recipient = format!("bounces+{}@shop.example", full.id.to_lowercase());
    let arguments = ["bounce", "--recipient", &recipient];
    let (said, code) = Process::run(&app.database.url, &arguments, &mail!("full", "20261127"));
    assert_eq!((said, code), (format!("recorded: {}\n", full.id), Some(0)));
    assert_eq!(found(&app, &full).state.0, DeliveryState::Failed);
    let forwarded = sent(&app, &admin, "li@example.com").await;
    let (said, _) = Process::run(&app.database.url, &["bounce"], &mail!("forwarded", &forwarded.id));
    assert_eq!(said, format!("recorded: {}\n", forwarded.id));
    assert_eq!(app.count("suppressions"), 0);
}

#[actix_web::test]
async fn a_mail_is_kept_by_the_mail_server_while_the_base_is_away() {
    let mail = mail!("postfix", &ids::make(ids::DELIVERY));
    for url in ["postgres://nobody@127.0.0.1:9/none", "sqlite:///dev/null/none.db"] {
        assert_eq!(Process::run(url, &["bounce"], &mail).1, Some(75), "{url}");
    }
}
