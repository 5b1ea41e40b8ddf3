//! Steps of a thing that has states, such as a case or a campaign: each is a sub-resource that is taken once and answers
//! the thing as it is then.

use actix_web::HttpResponse;
use regulars_db::Db;
use serde::Serialize;

use super::idempotency::Once;
use super::reply::Made;
use crate::platform::app::App;
use crate::platform::error::Answer;

/// What a step answers.
pub trait StepView: Serialize + Sized {
    /// The thing as it is stored.
    type Row;

    /// The thing as it is shown.
    fn of_row(db: &mut Db, row: Self::Row) -> Answer<Self>;

    /// What changes whenever it does.
    fn tag(&self) -> String;
}

/// Takes a step once and answers the thing. What the step left to jobs begins at once.
pub async fn take<V: StepView>(
    app: &App,
    once: Option<Once>,
    mut step: impl FnMut(&mut Db) -> Answer<V::Row> + Send + 'static,
) -> Answer<HttpResponse> {
    let answer = app.write_once(once, move |db| {
        let row = step(db)?;
        let view = V::of_row(db, row)?;
        let tag = view.tag();
        Ok(Made::ok(view).etag(tag))
    });
    answer.await
}
