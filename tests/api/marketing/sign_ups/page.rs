//! The page of a form: robots, mistakes, languages, and who may show it.

use regulars_tests::json;

use super::{Chain, FORMS, html, post};

const TYPED: [(&str, &str); 2] = [("name", "王小明"), ("email", "wang@example.com")];

#[actix_web::test]
async fn a_page_needs_no_script_and_asks_nothing_from_elsewhere() {
    let chain = Chain::start().await;
    let form = chain.form(json!({"origins": ["https://www.shop.example"]})).await;
    let path = format!("/join/{}", form.token);
    for (query, accept, language, name) in [
        ("", "zh-CN,zh;q=0.9", "zh-CN", "姓名"),
        ("", "en-GB", "en", "Name"),
        ("?lang=zh-CN", "en", "zh-CN", "姓名"),
        ("?lang=en", "zh-CN", "en", "Name"),
        ("?lang=fr", "en", "en", "Name"),
    ] {
        let reply = chain.app.nobody().get(&format!("{path}{query}")).header("Accept-Language", accept).await.ok();
        let page = html(&reply);
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{query} {accept}");
        assert!(page.contains(&format!("<label for=\"name\">{name}</label>")), "{page}");
        assert!(page.contains("autocomplete=\"email\"") && page.contains("type=\"date\""), "{page}");
        for strange in ["<script", "src=", "http://", "https://", "onclick", "@import"] {
            assert!(!page.contains(strange), "{strange}: {page}");
        }
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.ends_with("frame-ancestors https://www.shop.example"));
        assert!(!reply.headers.contains_key("set-cookie"));
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let closed_in = chain.form(json!({})).await;
    let reply = chain.app.nobody().get(&format!("/join/{}", closed_in.token)).await.ok();
    assert!(reply.header("content-security-policy").ends_with("frame-ancestors 'none'"));
}

#[actix_web::test]
async fn an_address_that_no_form_has_is_404() {
    let chain = Chain::start().await;
    let form = chain.form(json!({})).await;
    for token in ["0", "sample", &form.id, &form.token[1..], &format!("{}0", form.token), "%00", "x%27or%271"] {
        let path = format!("/join/{token}");
        for reply in [chain.app.nobody().get(&path).await, post(&chain.app, &path, &TYPED).await] {
            assert!(html(&reply.is(404)).contains("There is no such page"), "{token}");
        }
    }
    assert!(form.token.len() == 32 && form.token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", form.token);
}

#[actix_web::test]
async fn a_robot_is_told_and_counted_and_nothing_of_it_is_kept() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    let trapped = chain.send(&form, &[&TYPED[..], &[("company_fax", "1")]].concat()).await.is(422);
    assert!(html(&trapped).contains("A field was filled in that people do not see"));
    let mark = chain.mark(&form, 0);
    let path = format!("/join/{}", form.token);
    let fast = html(&post(app, &path, &[&TYPED[..], &[("page", mark.as_str())]].concat()).await.is(422));
    assert!(fast.contains("faster than 3 seconds") && fast.contains("value=\"wang@example.com\""), "{fast}");
    assert!(fast.contains(&mark), "its time goes on");
    let listed = admin.get(&format!("{FORMS}/{}/sign-ups", form.id)).await.ok();
    assert_eq!(listed.each("reason"), ["too_fast", "trap"]);
    assert!(listed.data().iter().all(|row| row["name"].is_null() && row["email"].is_null()));
    assert_eq!(app.count("jobs where kind = 'sign_ups.send_message'"), 0);
}

#[actix_web::test]
async fn a_page_with_a_mark_that_is_not_ours_is_shown_anew() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    let other = chain.form(json!({})).await;
    let (good, late, foreign) = (chain.mark(&form, 20), chain.mark(&form, 90_000), chain.mark(&other, 20));
    let later = format!("1{good}");
    for mark in ["", "x", "1.", &good[1..], &later, &late, &foreign] {
        let page = post(app, &format!("/join/{}", form.token), &[&TYPED[..], &[("page", mark)]].concat()).await.is(422);
        let page = html(&page);
        assert!(page.contains("open for too long") && page.contains("value=\"王小明\""), "{mark}: {page}");
    }
    let words = json!({"wording": {"zh-CN": "新的文字", "en": "New words"}, "wording_version": "2026-02"});
    admin.patch(&format!("{FORMS}/{}", form.id), words).if_match("\"1\"").await.ok();
    let page = post(app, &format!("/join/{}", form.token), &[&TYPED[..], &[("page", good.as_str())]].concat()).await;
    assert!(html(&page.is(422)).contains("New words"), "nobody agrees to words they were not shown");
    assert_eq!(app.count("sign_ups"), 0);
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_field_and_read_out() {
    let chain = Chain::start().await;
    let form = chain.form(json!({})).await;
    let typed = [("name", " "), ("email", "\"><script>alert(1)</script>"), ("birthday", "2999-01-01")];
    let page = html(&chain.send(&form, &typed).await.is(422));
    assert!(page.contains("role=\"alert\"") && page.contains("<a href=\"#email\">"), "{page}");
    for field in ["name", "email", "birthday"] {
        assert!(page.contains(&format!("aria-invalid=\"true\" aria-describedby=\"{field}-error\"")), "{field}");
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
    }
    assert!(page.contains("&quot;&gt;&lt;script&gt;") && !page.contains("<script"), "{page}");
    assert!(page.contains("<title>Please check"), "{page}");
    let missing = html(&chain.send(&form, &[("name", "王小明")]).await.is(422));
    assert!(missing.contains("Please fill this in"), "{missing}");
    assert_eq!(chain.app.count("sign_ups"), 0);
    let big = "x".repeat(40_000);
    assert!(html(&chain.send(&form, &[("name", &big)]).await.is(400)).contains("could not be read"));
    let json = chain.app.nobody().post(&format!("/join/{}", form.token), json!({"name": "x"})).await.is(400);
    assert!(html(&json).contains("could not be read"));
}

#[actix_web::test]
async fn an_address_is_not_flooded_and_a_form_takes_so_many_a_minute() {
    let chain = Chain::start().await;
    let app = &chain.app;
    let form = chain.form(json!({})).await;
    for _ in 0..3 {
        chain.send(&form, &TYPED).await.ok();
    }
    let fourth = chain.send(&form, &TYPED).await.is(429);
    assert!(html(&fourth).contains("several times today"));
    assert_eq!(app.count("jobs where kind = 'sign_ups.send_message'"), 3);
    assert_eq!(app.count("sign_ups where reason = 'too_many' and email is null"), 1);
    for at in 4..60 {
        let email = format!("someone{at}@example.com");
        chain.send(&form, &[("name", "X"), ("email", &email)]).await.ok();
    }
    let busy = chain.send(&form, &[("name", "X"), ("email", "last@example.com")]).await.is(429);
    assert_eq!(busy.header("retry-after"), "60");
    assert!(html(&busy).contains("try again in a minute"));
    assert_eq!(app.count("sign_ups"), 60);
}
