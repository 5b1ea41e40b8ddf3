//! What every read answers, as the client sees it: one snapshot for each GET of the document, by area.
//!
//! A new read needs a snapshot: `INSTA_UPDATE=always cargo test … contract::replies`, then review it. What is asserted by
//! itself elsewhere is what a rule decides; what a reply looks like is here. Problems are in `api::platform::problems`.

use super::permissions::known;
use super::samples::{self, Sample};
use super::world::World;

/// They tell of this year and of the last one, so they change with the calendar: shown by tests of their own.
const BY_THE_CALENDAR: [&str; 3] = ["explain_customer", "get_figures", "list_months"];

async fn read(area: &[Sample]) {
    let w = World::new().await;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut reads = 0;
    for (operation, sample) in known() {
        let here = area.iter().any(|one| one.operation == operation.id);
        if !here || operation.method != "get" || BY_THE_CALENDAR.contains(&operation.id.as_str()) {
            continue;
        }
        let reply = (sample.ask)(&w, &w.north, &w.admin).await.send(&operation, &w.admin).await;
        settings.bind(|| insta::assert_snapshot!(operation.id.as_str(), reply.snapshot()));
        reads += 1;
    }
    assert!(reads > 0, "nothing is read");
}

macro_rules! reads_of {
    ($($area:ident)+) => {
        $(#[actix_web::test]
        async fn $area() {
            read(samples::$area::SAMPLES).await;
        })+

        #[test]
        fn every_area_is_read() {
            let read: usize = [$(samples::$area::SAMPLES.len()),+].iter().sum();
            assert_eq!(read, samples::samples().count());
        }
    };
}

reads_of! {
    administration catalogue customers exchange insight loyalty marketing messaging organisation sales service
}
