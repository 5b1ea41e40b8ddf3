//! The bytes of a file as they come over HTTP, put into chunks.

use actix_web::web::{Bytes, BytesMut};
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_db::text::AsText;
use regulars_domain::exchange::imports::ImportState;

use super::content::Files;
use super::service;
use super::upload;
use super::upload::{CHUNK, Upload};
use crate::platform::app::{self, App};
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::upload::Content;
use crate::platform::version::ExpectedVersion;

/// What bounds a file.
const SETTING: &str = "http.max_upload";
/// Rows dropped in one write.
const PART: i64 = 1_000;
const CHUNKS: i64 = 16;

/// Takes the bytes of an upload that has begun.
pub async fn take(app: &App, mut upload: Upload, mut content: Content) -> Answer<Import> {
    let most = app.config.http.max_upload;
    content.check_length(most, Some(SETTING))?;
    loop {
        let clearing = upload.clone();
        if app.store.write(move |db| clearing.clear(db)).await? {
            break;
        }
    }
    let mut waiting = BytesMut::with_capacity(CHUNK);
    while let Some(bytes) = content.next(most, Some(SETTING)).await? {
        waiting.extend_from_slice(&bytes);
        while waiting.len() >= CHUNK {
            upload = add(app, upload, waiting.split_to(CHUNK).freeze()).await?;
        }
    }
    if !waiting.is_empty() {
        upload = add(app, upload, waiting.freeze()).await?;
    }
    app.store.write(move |db| upload.end(db)).await
}

async fn add(app: &App, upload: Upload, bytes: Bytes) -> Answer<Upload> {
    app.store.write(move |db| upload.add(db, &bytes)).await
}

/// Looks at the columns of a file.
pub async fn inspect(app: &App, import: Import) -> Answer<Import> {
    let files = Files::of(app);
    app::blocking(move || upload::inspect(&files, &import)).await
}

/// Removes an import in small writes: first it is fenced, then emptied, then gone.
pub async fn remove(app: &App, who: May<allow::ImportsWrite>, id: String, expected: ExpectedVersion) -> Answer<()> {
    let (actor, scope, fenced) = (who.actor(), who.scope.clone(), id.clone());
    let fence = move |db: &mut regulars_db::Db| {
        let mut import = service::find(db, &actor, &scope, &fenced)?;
        expected.check(import.version)?;
        if import.state.is_busy() {
            return Err(Refusal::of(Code::Conflict).detail(service::at_work()).into());
        }
        let version = import.version;
        import.state = AsText(ImportState::Draft);
        import.bytes = 0;
        service::keep(db, &mut import, version)
    };
    app.store.write(fence).await?;
    loop {
        let emptied = id.clone();
        let dropped = app.store.write(move |db| {
            let chunks = imports::drop_chunks(db, &emptied, CHUNKS)?;
            Ok::<_, Error>(chunks + imports::drop_rejections(db, &emptied, PART)?)
        });
        if dropped.await? == 0 {
            break;
        }
    }
    app.store.write(move |db| service::remove(db, &who, &id)).await
}
