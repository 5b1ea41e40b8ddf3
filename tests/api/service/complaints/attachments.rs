//! Files of a case: kept in chunks, handed out as downloads.

use regulars_tests::json;
use reqwest::Method;

use super::Scene;

#[actix_web::test]
async fn a_file_comes_back_as_it_was_sent() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    let path = format!("/v1/complaints/{id}/attachments");
    let photo: Vec<u8> = (0..2_500_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let send = |name: &str, media_type: &str, bytes: Vec<u8>| {
        let to = format!("{path}?file_name={name}");
        scene.admin.request(Method::POST, &to).body(media_type, bytes)
    };
    let kept = send("photo.jpg", "image/jpeg", photo.clone()).idempotency_key("p1").await.created();
    assert_eq!((kept.text("file_name"), kept.text("media_type")), ("photo.jpg", "image/jpeg"));
    assert_eq!(kept.body["bytes"], 2_500_000);
    let again = send("photo.jpg", "image/jpeg", photo.clone()).idempotency_key("p1").await.created();
    assert_eq!(again.id(), kept.id());
    assert_eq!(scene.app.count("complaint_attachment_chunks"), 3);

    let whole = scene.admin.get(&format!("{path}/{}", kept.id())).await.ok();
    assert!(whole.bytes == photo, "the same bytes");
    assert_eq!(whole.header("content-disposition"), "attachment; filename*=UTF-8''photo.jpg");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(scene.admin.get(&path).await.ok().each("id"), [kept.id()]);
    assert_eq!(scene.events(&id).await, ["opened", "attached"]);

    send("page.html", "text/html", b"<script>".to_vec()).await.problem(415, "unsupported_media_type");
    send("a.txt", "text/plain", Vec::new()).await.problem(422, "invalid");
    send("a.txt", "text/plain", vec![b'a'; (10 << 20) + 1]).await.problem(413, "body_too_large");
    let unnamed = scene.admin.request(Method::POST, &path).body("text/plain", "a").await;
    unnamed.problem(400, "invalid_parameter");
    let other = scene.other("B").await;
    scene.admin.get(&format!("/v1/complaints/{other}/attachments/{}", kept.id())).await.problem(404, "not_found");
    scene.admin.get(&format!("/v1/complaints/{other}")).await.ok();
    assert_eq!(scene.case(&other).await.body["compensations"], json!([]));
}
