//! A scoring whose process is killed goes on where it stopped, and nothing half done is told.

use std::time::Duration;

use regulars_tests::{Backend, Process, TestDatabase, alone, backend, cdnow, json};

const COPIES: usize = 4;

#[actix_web::test]
async fn a_killed_scoring_goes_on_and_counts_only_when_it_is_whole() {
    let _alone = alone();
    let (database, units) = TestDatabase::founded();
    for statement in cdnow::statements(&units.n1, COPIES, false) {
        database.connect().execute(&statement).unwrap();
    }
    let mut server = Process::serve(&database);
    let mut admin = server.admin(&database, &units);
    let setting = "/v1/settings/life-time-value";
    let wanted = json!({"margin_basis_points": 4_000, "horizon_months": 36, "discount_basis_points": 1_500});
    let set = admin.put(setting, wanted).if_match(admin.get(setting).await.ok().etag()).await.ok();
    let job = set.body["recompute_job_id"].as_str().unwrap().to_owned();

    let (mut kills, mut reached) = (0, 0);
    while database.count(&format!("jobs where id = '{job}' and state = 'succeeded'")) == 0 {
        assert_eq!(database.count(&format!("jobs where id = '{job}' and state = 'failed'")), 0);
        let scored = database.count("customer_life_time_values");
        if kills < 2 && scored > reached && database.count("life_time_value_fits where finished_at is null") == 1 {
            server.kill();
            kills += 1;
            reached = scored;
            if backend() == Backend::Postgres {
                database
                    .connect()
                    .execute("update jobs set locked_until = '2020-01-01' where state = 'running'")
                    .unwrap();
            }
            server = Process::serve(&database);
            admin = server.called_by(&admin);
            if database.count("life_time_value_fits where finished_at is null") == 1 {
                let figures = admin.get("/v1/analytics/life-time-value").await.ok();
                let whole = database.count("life_time_value_fits where finished_at is not null") == 1;
                assert!(whole || figures.text("state") == "none", "nothing is told before everybody is scored");
            }
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(kills >= 1, "it was killed in the middle");
    let figures = admin.get("/v1/analytics/life-time-value").await.ok();
    let everybody = i64::try_from(COPIES).unwrap() * 2_357;
    assert_eq!(figures.body["total"]["customers"], everybody);
    assert_eq!(database.count("customer_life_time_values"), everybody, "each is scored once");
    assert_eq!(database.count("life_time_value_fits"), 1, "by one fit, which was not begun anew");
}
