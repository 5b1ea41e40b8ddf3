//! Hundreds of random writes, several at a time, and then the whole base recomputed from its facts: every stored figure
//! is what the facts say.

mod facts;
mod writes;

use std::collections::BTreeMap;

use regulars_tests::{TestApp, alone};

use facts::Base;
use writes::Writer;

#[actix_web::test]
async fn after_four_hundred_writes_every_figure_is_what_the_facts_say() {
    let _alone = alone();
    let app = TestApp::start().await;
    let mut writer = Writer::new(&app, 20_260_217).await;
    let mut statuses: BTreeMap<(&str, u16), u32> = BTreeMap::new();
    for _ in 0..100 {
        for (kind, status) in writer.four_at_once().await {
            *statuses.entry((kind, status)).or_default() += 1;
        }
    }

    assert_eq!(statuses.values().sum::<u32>(), 400);
    assert!(statuses.keys().all(|(_, status)| [200, 201, 409, 422].contains(status)), "{statuses:?}");
    for expected in [("customer", 201), ("purchase", 201), ("revision", 200), ("refund", 201), ("refund", 422)] {
        assert!(statuses.get(&expected).is_some_and(|&count| count >= 5), "too few of {expected:?}: {statuses:?}");
    }
    let base = Base::read(&app);
    assert_eq!(base.purchases.len() as u32, statuses[&("purchase", 201)]);
    base.check();
    let report = app.verify();
    assert_eq!((report.found, report.purchases), (0, base.purchases.len() as u64), "{:#?}", report.differences);
}
