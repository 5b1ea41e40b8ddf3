//! Contents that could not be sent are refused, each fault at its place.

use regulars_tests::{TestApp, json};

use super::{email, text};

#[actix_web::test]
async fn each_fault_is_told_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let link = "{{unsubscribe_url}}";
    for (contents, pointer, code) in [
        (json!({}), "/contents", "required"),
        (json!({"zh-CN": {"text": link}}), "/contents/zh-CN/subject", "required"),
        (
            json!({"en": {"subject": "s", "text": format!("{{{{customer.nmae|x}}}} {link}")}}),
            "/contents/en/text",
            "not_accepted",
        ),
        (json!({"en": {"subject": "{{customer.city}}", "text": link}}), "/contents/en/subject", "required"),
        (json!({"en": {"subject": "s\r\nBcc: all@example.com", "text": link}}), "/contents/en/subject", "malformed"),
        (
            json!({"en": {"subject": "s", "text": format!("{link} {{{{customer.name")}}),
            "/contents/en/text",
            "malformed",
        ),
        (json!({"en": {"subject": "s", "text": "no way out"}}), "/contents/en/text", "required"),
        (json!({"en": {"subject": "s", "text": link, "html": "<p>"}}), "/contents/en/html", "required"),
        (
            json!({"en": {"subject": "s", "text": link, "html": format!("<!-- {link} -->")}}),
            "/contents/en/html",
            "required",
        ),
        (
            json!({"en": {"subject": "s", "text": link, "html": format!("<p style=\"display:none\">{link}</p>")}}),
            "/contents/en/html",
            "required",
        ),
        (
            json!({"en": {"subject": "s", "text": link, "html": format!("{link}<script>{{{{organisation.name}}}}</script>")}}),
            "/contents/en/html",
            "conflict",
        ),
        (json!({"en": {"subject": "s", "text": format!("{link}x")}}), "/contents/en/text", "malformed"),
        (
            json!({"en": {"subject": "s", "text": link, "reply_to": "a@b.example, c"}}),
            "/contents/en/reply_to",
            "malformed",
        ),
        (
            json!({"en": {"subject": "s", "text": link, "reply_to": "王@b.example"}}),
            "/contents/en/reply_to",
            "malformed",
        ),
        (json!({"en": {"subject": "s", "text": link, "colour": "red"}}), "/contents/en/colour", "unknown_field"),
        (json!({"de": {"subject": "s", "text": link}}), "/contents/de", "unknown_field"),
        (json!({"en": {"subject": "s".repeat(201), "text": link}}), "/contents/en/subject", "too_long"),
    ] {
        let mut new = email();
        new["contents"] = contents;
        admin.post("/v1/templates", new.clone()).await.problem(422, "invalid").fault(pointer, code);
        new.as_object_mut().unwrap().remove("name");
        admin.post("/v1/templates/preview", new).await.problem(422, "invalid").fault(pointer, code);
    }
    assert_eq!(app.count("templates"), 0);
}

#[actix_web::test]
async fn a_text_message_is_short_and_plain() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/templates", text(&"字".repeat(1000))).await.created();
    admin
        .post("/v1/templates", text(&"字".repeat(1001)))
        .await
        .problem(422, "invalid")
        .fault("/contents/zh-CN/text", "too_long");
    let mut new = text("您好");
    new["contents"]["zh-CN"]["subject"] = json!("s");
    admin.post("/v1/templates", new).await.problem(422, "invalid").fault("/contents/zh-CN/subject", "conflict");
    let link = text("{{unsubscribe_url}}");
    admin.post("/v1/templates", link).await.problem(422, "invalid").fault("/contents/zh-CN/text", "conflict");
    let mut new = text("您好");
    new["channel"] = json!("phone");
    admin.post("/v1/templates", new).await.problem(422, "invalid").fault("/channel", "not_accepted");
}
