//! The first rows of a file.

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Import;
use regulars_domain::message;
use regulars_domain::text::Language;

use super::content::Files;
use super::rejections::NOT_TAKEN;
use super::service;
use super::upload::{LOOKED_AT_ROWS, Looked, look};
use super::views::{PreviewView, RejectionView, UnknownWord, fields};
use crate::platform::app::{self, App};
use crate::platform::error::{Answer, Code, Error, Refusal};

/// The preview of an import.
pub async fn of(app: &App, import: Import, language: Language) -> Answer<PreviewView> {
    let files = Files::of(app);
    app::blocking(move || preview(&files, &import, language)).await
}

fn preview(files: &Files, import: &Import, language: Language) -> Answer<PreviewView> {
    if import.bytes == 0 || import.header == "[]" {
        let said = message!("no file has been uploaded that can be read", "尚未上传可以读取的文件");
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    let Looked { columns, rows } = look(files, import)?;
    let (id, most) = (import.id.clone(), i64::try_from(LOOKED_AT_ROWS).unwrap_or(i64::MAX));
    let read = |db: &mut Db| {
        let rejected = imports::rejections(db, &id, &NOT_TAKEN, i64::MIN, most)?;
        Ok::<_, Error>((rejected, attributes::rules(db)?))
    };
    let (rejected, definitions) = files.store.read_now(read)?;
    Ok(PreviewView {
        guessed: service::guessed(import.kind.0, &definitions, &columns, &rows),
        columns,
        rows,
        fields: fields(import.kind.0),
        accepted: import.samples.accepted.clone(),
        unknown_words: unknown_words(import),
        ambiguous_dates: import.samples.ambiguous_dates,
        rejected: rejected.iter().map(|row| RejectionView::of(row, language)).collect::<Answer<_>>()?,
    })
}

/// The words of the file that are none of ours, the most frequent of each field first.
fn unknown_words(import: &Import) -> Vec<UnknownWord> {
    let mut told = Vec::new();
    for (field, words) in &import.samples.unknown_words {
        let Ok(field) = field.parse() else { continue };
        let mut words: Vec<(&String, &i64)> = words.iter().collect();
        words.sort_by(|(one, few), (other, many)| many.cmp(few).then(one.cmp(other)));
        told.extend(words.into_iter().map(|(word, rows)| UnknownWord { field, word: word.clone(), rows: *rows }));
    }
    told
}
