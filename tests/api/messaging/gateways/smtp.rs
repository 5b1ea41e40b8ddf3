//! Mail: what is taken once, what is tried again, what is refused for good.

use futures_util::future::join_all;
use regulars::messaging::gateways::{Gateway, Message, Outcome};
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::Language;
use regulars_tests::mail_server::{Answer, Stage};
use regulars_tests::{MailServer, TestApp};

use super::{IMPATIENCE, gateway, mailing, mailing_within, message};

fn mail(to: &str) -> Message {
    message(Channel::Email, to)
}

fn code(outcome: &Outcome) -> (&'static str, &str) {
    match outcome {
        Outcome::Taken { .. } => ("taken", ""),
        Outcome::Refused { code, hard: true, .. } => ("dead", code),
        Outcome::Refused { code, .. } => ("refused", code),
        Outcome::Later { code, .. } => ("later", code),
    }
}

#[actix_web::test]
async fn a_mail_arrives_with_its_headers() {
    let server = MailServer::start();
    let app = mailing(&server).await;
    let message = Message { html: Some("<p>您好</p>".to_owned()), ..mail("wang@example.com") };
    let outcome = gateway(&app, Channel::Email).send(&message).await;
    assert_eq!(outcome, Outcome::Taken { gateway_id: Some("2.0.0 ok".to_owned()) });
    let taken = server.taken();
    let [taken] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!(taken.to, "wang@example.com");
    assert_eq!(taken.message_id, format!("<{}@shop.example>", message.delivery_id));
    assert_eq!(taken.header("List-Unsubscribe"), "<https://shop.example/t/unsubscribe?token=abc>");
    assert_eq!(taken.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert!(taken.header("Content-Type").starts_with("multipart/alternative"));
    assert!(taken.header("To").ends_with("<wang@example.com>"));
}

#[actix_web::test]
async fn connections_are_kept_and_there_are_never_more_than_allowed() {
    let server = MailServer::start();
    let app = mailing(&server).await;
    let gateway = gateway(&app, Channel::Email);
    assert_eq!(gateway.connections(), 2);
    let messages: Vec<Message> = (0..50).map(|n| mail(&format!("c{n}@example.com"))).collect();
    let outcomes = join_all(messages.iter().map(|message| gateway.send(message))).await;
    assert!(outcomes.iter().all(|outcome| code(outcome).0 == "taken"), "{outcomes:?}");
    assert_eq!((server.taken().len(), server.connections()), (50, 2));
    gateway.close().await;
}

#[actix_web::test]
async fn a_refused_recipient_costs_nobody_else_the_connection() {
    // One that takes all commands at once and waits for a content that is for nobody, one that does not, and one that
    // takes its commands one by one.
    for (at, hello, data) in [
        ("lenient", Answer::Take, Answer::Take),
        ("strict", Answer::Take, Answer::Say("503")),
        ("old", Answer::Say("250 loopback"), Answer::Say("503")),
    ] {
        let server = MailServer::answering(move |asked| match (asked.stage, asked.to.split('@').next()) {
            (Stage::Hello, _) => hello.clone(),
            (Stage::Data, _) => data.clone(),
            (Stage::Recipient, Some("grey")) if asked.tries == 1 => Answer::Say("450 4.7.1 come back later"),
            (Stage::Recipient, Some("dead")) => Answer::Say("550 5.1.1 no such user"),
            (Stage::Recipient, Some("full")) => Answer::Say("552 5.2.2 mailbox full"),
            (Stage::Content, Some("spam")) => Answer::Say("554 5.7.1 looks like spam"),
            _ => Answer::Take,
        });
        let app = mailing(&server).await;
        let gateway = gateway(&app, Channel::Email);
        for (to, expected) in [
            ("good", ("taken", "")),
            ("grey", ("later", "smtp_450")),
            ("dead", ("dead", "smtp_550")),
            ("full", ("refused", "smtp_552")),
            ("spam", ("refused", "smtp_554")),
            ("grey", ("taken", "")),
        ] {
            let outcome = gateway.send(&mail(&format!("{to}@example.com"))).await;
            assert_eq!(code(&outcome), expected, "{to} at the {at} server");
        }
        assert_eq!((server.taken().len(), server.connections()), (2, 1), "the {at} server");
    }
}

/// What a server said at RCPT TO, made from public reports.
#[derive(serde::Deserialize)]
struct Answers {
    alive: Vec<String>,
    dead: Vec<String>,
}

#[actix_web::test]
async fn only_an_address_that_does_not_exist_is_called_dead() {
    let Answers { alive, dead } = serde_json::from_str(include_str!("../../../data/mail/rcpt-answers.json")).unwrap();
    for (answers, expected) in [(alive, "refused"), (dead, "dead")] {
        for answer in answers {
            let line: &'static str = answer.leak();
            let server = MailServer::answering(move |asked| match asked.stage {
                Stage::Recipient => Answer::Say(line),
                _ => Answer::Take,
            });
            let app = mailing(&server).await;
            let outcome = gateway(&app, Channel::Email).send(&mail("wang@example.com")).await;
            assert_eq!(code(&outcome), (expected, "smtp_550"), "{line}");
            let Outcome::Refused { detail, .. } = outcome else { panic!("{outcome:?}") };
            assert!(line.ends_with(detail.text(Language::English)), "{line}");
        }
    }
}

#[actix_web::test]
async fn what_is_begun_is_not_handed_over() {
    let server = MailServer::start();
    let app = mailing(&server).await;
    let gateway = gateway(&app, Channel::Email);
    drop(gateway.begin(&mail("wang@example.com")).await.ok().unwrap());
    assert_eq!(code(&gateway.send(&mail("li@example.com")).await).0, "taken");
    let taken = server.taken();
    assert_eq!(taken.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["li@example.com"]);
}

#[actix_web::test]
async fn an_answer_that_was_lost_is_asked_for_again_under_the_same_id() {
    let server = MailServer::answering(|asked| match (asked.stage, asked.tries) {
        (Stage::Content, 1) => Answer::TakeAndDrop,
        _ => Answer::Take,
    });
    let app = mailing(&server).await;
    let gateway = gateway(&app, Channel::Email);
    let message = mail("wang@example.com");
    assert_eq!(code(&gateway.send(&message).await), ("later", "connection_lost"));
    assert_eq!(code(&gateway.send(&message).await), ("taken", ""));
    let ids: Vec<String> = server.taken().into_iter().map(|mail| mail.message_id).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "whoever reads them sees one mail");
}

#[actix_web::test]
async fn a_connection_that_went_while_it_stood_idle_is_replaced() {
    let server = MailServer::answering(|asked| match (asked.stage, asked.to.as_str()) {
        (Stage::Content, "last@example.com") => Answer::Say("250 ok\r\n421 too many mails, goodbye"),
        _ => Answer::Take,
    });
    let app = mailing(&server).await;
    let gateway = gateway(&app, Channel::Email);
    for to in ["last@example.com", "next@example.com"] {
        assert_eq!(code(&gateway.send(&mail(to)).await).0, "taken", "{to}");
    }
    assert_eq!(server.connections(), 2);
}

#[actix_web::test]
async fn a_server_that_says_nothing_or_is_not_there_is_waited_for_a_while_only() {
    let server = MailServer::answering(|_| Answer::Silence);
    let app = mailing_within(&server, IMPATIENCE).await;
    let silent = gateway(&app, Channel::Email).send(&mail("wang@example.com")).await;
    assert_eq!(code(&silent), ("later", "timeout"));
    drop(server);
    let gone = gateway(&app, Channel::Email).send(&mail("wang@example.com")).await;
    assert_eq!(code(&gone), ("later", "unreachable"));
}

#[actix_web::test]
async fn no_name_subject_or_address_becomes_a_header_or_a_command() {
    let server = MailServer::start();
    let app = mailing(&server).await;
    let gateway = gateway(&app, Channel::Email);
    let evil = "x\r\nBcc: all@example.com\r\n\r\n.\r\nRCPT TO:<all@example.com>";
    let message = Message {
        name: Some(evil.to_owned()),
        subject: Some(evil.to_owned()),
        text: evil.to_owned(),
        ..mail("wang@example.com")
    };
    assert_eq!(code(&gateway.send(&message).await).0, "taken");
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].to.as_str(), taken[0].header("Bcc").as_str()), ("wang@example.com", ""));
    let address = mail("wang@example.com>\r\nRCPT TO:<all@example.com");
    assert_eq!(code(&gateway.send(&address).await), ("refused", "bad_address"));
    assert_eq!(server.taken().len(), 1);
}

#[actix_web::test]
async fn a_channel_without_a_way_out_has_no_gateway() {
    let app = TestApp::start().await;
    for &channel in Channel::ALL {
        assert!(Gateway::of(&app.state, channel).is_none(), "{channel}");
    }
}
