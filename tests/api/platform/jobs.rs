//! `/v1/jobs`: claimed, watched, cancelled, started again, taken up after a crash.

use std::time::Duration;

use regulars::platform::jobs::runner;
use regulars_tests::{Actor, Role, TestApp, json, until};

/// A job that waits: the dry run of an import.
async fn job(admin: &Actor) -> (String, String) {
    let import = admin.post("/v1/imports", json!({"kind": "customers"})).await.created().id();
    let path = format!("/v1/imports/{import}/content");
    admin.request(reqwest::Method::PUT, &path).body("text/csv", "name\nAnna\nBen\n").await.ok();
    let asked = admin.post(&format!("/v1/imports/{import}/dry-runs"), json!({})).await.accepted();
    assert_eq!(asked.header("location"), format!("/v1/jobs/{}", asked.id()));
    (asked.id(), import)
}

#[actix_web::test]
async fn a_job_waits_runs_and_tells_what_it_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, import) = job(&admin).await;
    let waiting = admin.get(&format!("/v1/jobs/{id}")).await.ok();
    assert_eq!((waiting.text("state"), waiting.header("retry-after")), ("queued", "1"));
    assert_eq!(waiting.text("subject_id"), import);
    app.run_jobs().await;

    let done = admin.get(&format!("/v1/jobs/{id}")).await.ok();
    assert_eq!((done.text("state"), done.header("retry-after")), ("succeeded", ""));
    assert_eq!(done.body["progress"], json!({"done": 2, "total": 2, "unit": "rows"}));
    assert_eq!(done.body["result"]["accepted"], 2);
    let known = admin.get(&format!("/v1/jobs/{id}")).header("If-None-Match", done.etag()).await;
    assert_eq!(known.status, 304);
    let listed = admin.get("/v1/jobs?kind=imports.check&state=succeeded").await.ok();
    assert_eq!(listed.each("id"), [id.as_str()]);
    assert!(admin.get("/v1/jobs?kind=imports.check&state=failed").await.ok().data().is_empty());
    admin.post(&format!("/v1/jobs/{id}/cancel"), json!({})).await.problem(409, "conflict");
    admin.post(&format!("/v1/jobs/{id}/retry"), json!({})).await.problem(409, "conflict");
}

#[actix_web::test]
async fn the_event_stream_tells_changes_and_ends_with_the_job() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, _) = job(&admin).await;
    let path = format!("/v1/jobs/{id}/events");
    let stream = admin.get(&path).header("Accept-Encoding", "gzip").read_to("\"state\":\"queued\"").await;
    assert_eq!(stream.response.headers()["content-type"], "text/event-stream");
    assert_eq!(stream.response.headers()["content-encoding"], "identity", "compression would hold events back");
    app.run_jobs().await;
    let text = stream.read_to_end().await;
    assert!(text.starts_with("id: 1\nevent: job\ndata: {"), "{text}");
    assert!(text.contains("\"state\":\"succeeded\""), "{text}");
    let last: i64 = text.lines().filter_map(|line| line.strip_prefix("id: ")).next_back().unwrap().parse().unwrap();

    let known = admin.get(&path).header("Last-Event-ID", last.to_string()).await;
    assert_eq!((known.status, known.bytes.len()), (204, 0), "nothing that is known is told again, nor asked for again");
    let later = admin.get(&path).header("Last-Event-ID", (last - 1).to_string()).await.ok();
    assert!(String::from_utf8(later.bytes).unwrap().starts_with(&format!("id: {last}\n")));
    admin.get(&path).header("Last-Event-ID", "x").await.problem(400, "invalid_header");
}

#[actix_web::test]
async fn a_waiting_job_is_cancelled_at_once_and_can_be_started_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, import) = job(&admin).await;
    let cancelled = admin.post(&format!("/v1/jobs/{id}/cancel"), json!({})).once().await.ok();
    assert_eq!(cancelled.text("state"), "cancelled");
    assert_eq!(
        admin.get(&format!("/v1/imports/{import}")).await.ok().text("state"),
        "uploaded",
        "its import is free again"
    );
    assert_eq!(app.run_jobs().await, 0);
    let again = admin.post(&format!("/v1/jobs/{id}/retry"), json!({})).once().await.accepted();
    assert_eq!(again.text("state"), "queued");
    assert_eq!(admin.get(&format!("/v1/imports/{import}")).await.ok().text("state"), "checking");
    app.run_jobs().await;
    assert_eq!(admin.get(&format!("/v1/jobs/{id}")).await.ok().text("state"), "succeeded");
    assert_eq!(app.count("audit_events where action in ('jobs.cancel', 'jobs.retry')"), 2);
}

#[actix_web::test]
async fn a_job_left_behind_is_taken_up_when_its_lease_has_run_out() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, _) = job(&admin).await;
    let held = |until: &str| {
        format!(
            "update jobs set state = 'running', attempts = 1, locked_by = 'gone', locked_until = '{until}' where id = '{id}'"
        )
    };
    app.sql(&held("2999-01-01 00:00:00"));
    assert_eq!(app.run_jobs().await, 0, "somebody holds it");
    app.sql(&held("2020-01-01 00:00:00"));
    assert_eq!(app.run_jobs().await, 1);
    let done = admin.get(&format!("/v1/jobs/{id}")).await.ok();
    assert_eq!((done.text("state"), &done.body["attempts"]), ("succeeded", &json!(2)));
    assert_eq!(app.count("job_locks"), 0, "its lock is given back");
}

#[actix_web::test]
async fn jobs_with_one_lock_do_not_run_at_the_same_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, import) = job(&admin).await;
    app.sql(&format!("insert into job_locks (name, job_id) values ('imports:{import}', 'job_of_another')"));
    assert_eq!(app.run_jobs().await, 0);
    app.sql("delete from job_locks");
    assert_eq!(app.run_jobs().await, 1);
    assert_eq!(admin.get(&format!("/v1/jobs/{id}")).await.ok().text("state"), "succeeded");
}

#[actix_web::test]
async fn a_job_that_says_no_fails_with_a_reason_fit_to_show() {
    let app = TestApp::start().await;
    app.expect_failed_jobs();
    let admin = app.admin().await;
    let (id, import) = job(&admin).await;
    app.sql(&format!("update imports set mapping = '{{}}' where id = '{import}'"));
    app.run_jobs().await;
    let failed = admin.get(&format!("/v1/jobs/{id}")).await.ok();
    assert_eq!((failed.text("state"), &failed.body["error"]["code"]), ("failed", &json!("invalid")));
    assert_eq!(failed.body["attempts"], 1, "a rule says the same however often it is asked");
    assert_eq!(failed.body["error"]["detail"], "The request is understood but wrong");
    let in_chinese = admin.get(&format!("/v1/jobs/{id}")).header("Accept-Language", "zh-CN").await.ok();
    assert_eq!(in_chinese.body["error"]["detail"], "请求内容有误");
    let listed = admin.get("/v1/jobs?state=failed").header("Accept-Language", "zh-CN").await.ok();
    assert_eq!(listed.data()[0]["error"]["detail"], "请求内容有误");
    assert_eq!(admin.get(&format!("/v1/imports/{import}")).await.ok().text("state"), "failed");
}

#[actix_web::test]
async fn an_unexpected_error_is_tried_again_later() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, import) = job(&admin).await;
    app.sql(&format!("update imports set mapping = 'broken' where id = '{import}'"));
    assert_eq!(app.run_jobs().await, 1);
    let waiting = admin.get(&format!("/v1/jobs/{id}")).await.ok();
    assert_eq!((waiting.text("state"), &waiting.body["error"]["code"]), ("queued", &json!("internal")));
    assert_eq!(app.run_jobs().await, 0, "not at once");
    app.sql(&format!("update imports set mapping = '{{\"name\":{{\"column\":\"name\"}}}}' where id = '{import}'"));
    app.sql("update jobs set run_at = '2020-01-01 00:00:00'");
    app.run_jobs().await;
    let done = admin.get(&format!("/v1/jobs/{id}")).await.ok();
    assert_eq!((done.text("state"), &done.body["error"]), ("succeeded", &json!(null)));
}

#[actix_web::test]
async fn who_may_not_see_jobs_does_not() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (id, _) = job(&admin).await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get(&format!("/v1/jobs/{id}")).await.problem(403, "forbidden");
    let auditor = app.actor(Role::Auditor, &app.units.group).await;
    auditor.get(&format!("/v1/jobs/{id}")).await.ok();
    auditor.post(&format!("/v1/jobs/{id}/cancel"), json!({})).await.problem(403, "forbidden");
    admin.get("/v1/jobs/job_01JD3Q5V8N0000000000000000/events").await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_job_is_taken_up_when_its_write_is_committed_and_not_at_the_next_look() {
    let app = TestApp::with(|config| {
        config.jobs.threads = 1;
        config.jobs.poll_ms = 3_600_000;
    })
    .await;
    let admin = app.admin().await;
    let runner = runner::start(app.state.clone().into_inner()).unwrap();
    // Several: the first may meet the runner at its look when it starts.
    for _ in 0..3 {
        let (id, _) = job(&admin).await;
        let done = format!("jobs where id = '{id}' and state = 'succeeded'");
        until("the job is done", || app.count(&done) == 1).await;
        // Until the runner waits again.
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    tokio::task::spawn_blocking(move || runner.drain(Duration::from_secs(20))).await.unwrap();
}

#[actix_web::test]
async fn a_job_that_cannot_be_read_fails_and_does_not_stand_before_the_others() {
    let app = TestApp::start().await;
    app.expect_failed_jobs();
    let admin = app.admin().await;
    let (damaged, _) = job(&admin).await;
    let (other, _) = job(&admin).await;
    app.sql(&format!("update jobs set result = '{{', run_at = '2026-01-01 00:00:00' where id = '{damaged}'"));

    app.run_jobs().await;

    assert_eq!(admin.get(&format!("/v1/jobs/{other}")).await.ok().text("state"), "succeeded");
    let failed = admin.get(&format!("/v1/jobs/{damaged}")).await.ok();
    assert_eq!((failed.text("state"), &failed.body["error"]["code"]), ("failed", &json!("internal")));
}
