//! Imports as they are sent and taken.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use regulars_db::exchange::imports::{Import, Rejection};
use regulars_domain::exchange::imports::{
    Compression, DateOrder, Encoding, Field, FieldKind, ImportFormat, ImportKind, ImportMode, ImportState, Mapping,
    Origin, RowOutcome, SaidWords, Target, fields_of,
};
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{AdditionalProperties, Object, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use validator::Validate;

use super::options::{Counts, Kept, Options};
use super::reasons::{Reason, RowReason};
use super::service;
use super::undo::Undone;
use crate::platform::error::{Answer, Error};
use crate::platform::http::patch;
use crate::platform::time::Time;

/// A file of customers or purchases and how it is taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    #[schema(example = "imp_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub kind: ImportKind,
    pub format: ImportFormat,
    pub encoding: Encoding,
    /// As noticed when the file was uploaded.
    pub compression: Compression,
    #[schema(example = "purchases-2025.csv")]
    pub file_name: String,
    /// Of the file as it was sent.
    pub bytes: i64,
    pub state: ImportState,
    /// By field: the column, or the text that stands for every row.
    pub mapping: Mapping,
    pub options: Options,
    /// The columns of the file.
    pub columns: Vec<String>,
    pub counts: Counts,
    /// As what the rows are brought in: as said in the options, else as the last dry run or the run found it by the age
    /// of the newest row.
    pub mode: Option<ImportMode>,
    /// The day of the newest row, as the last dry run or the run found it.
    pub newest_on: Option<NaiveDate>,
    /// What an undo has taken back so far.
    pub undone: Option<Undone>,
    /// SHA-256 of the unpacked file, hex.
    #[schema(example = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub fingerprint: Option<String>,
    /// The last dry run, run or undo.
    pub job_id: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl ImportView {
    pub fn of(import: &Import) -> Answer<ImportView> {
        Ok(ImportView {
            id: import.id.clone(),
            kind: import.kind.0,
            format: import.format.0,
            encoding: import.encoding.0,
            compression: import.compression.0,
            file_name: import.file_name.clone(),
            bytes: import.bytes,
            state: import.state.0,
            mapping: import.mapping()?,
            options: import.options()?,
            columns: import.columns()?,
            counts: import.counts()?,
            mode: import.options()?.mode.or(import.mode.map(|mode| mode.0)),
            newest_on: import.newest_on,
            undone: service::undone(import)?,
            fingerprint: import.fingerprint.clone(),
            job_id: import.job_id.clone(),
            created_at: import.created_at.into(),
            updated_at: import.updated_at.into(),
            version: import.version,
        })
    }
}

/// An import to make.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewImport {
    pub kind: ImportKind,
    /// `csv` when absent.
    pub format: Option<ImportFormat>,
    /// `utf-8` when absent.
    pub encoding: Option<Encoding>,
    /// Noticed at the upload, whatever is said here.
    pub compression: Option<Compression>,
    #[validate(length(max = 200))]
    #[schema(max_length = 200, example = "purchases-2025.csv")]
    pub file_name: Option<String>,
    /// Guessed from the columns when absent or unfit.
    pub mapping: Option<Mapping>,
    #[validate(nested)]
    pub options: Option<Options>,
}

/// A change of an import. Mapping and options are merged: a field given as null is taken out.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImportPatch {
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = ImportFormat, required = false)]
    pub format: Option<ImportFormat>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Encoding, required = false)]
    pub encoding: Option<Encoding>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 200))]
    #[schema(max_length = 200, value_type = String, required = false)]
    pub file_name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    /// A field given as null is not mapped any more.
    #[schema(schema_with = mapping_patch, required = false)]
    pub mapping: Option<BTreeMap<Target, Option<Origin>>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = OptionsPatch, required = false)]
    pub options: Option<OptionsPatch>,
}

/// The schema of a mapping's merge patch: null where a field is not mapped any more.
fn mapping_patch() -> Object {
    let origin = OneOfBuilder::new()
        .item(Ref::from_schema_name("MappingOrigin"))
        .item(ObjectBuilder::new().schema_type(Type::Null).build());
    ObjectBuilder::new()
        .description(Some("Fields and where each comes from; null is not mapped any more."))
        .examples([serde_json::json!({"name": {"column": "customer_name"}})])
        .property_names(match Target::schema() {
            RefOr::T(words) => Some(words),
            RefOr::Ref(_) => None,
        })
        .additional_properties(Some(AdditionalProperties::RefOr(RefOr::T(origin.build().into()))))
        .build()
}

/// A change of an import's options.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ImportOptionsPatch)]
pub struct OptionsPatch {
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub unit_id: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub partner: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub date_format: Option<Option<String>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<DateOrder>)]
    pub date_order: Option<Option<DateOrder>>,
    /// Replaces all that was said before.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = SaidWords, required = false)]
    pub words: Option<SaidWords>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub strict: Option<bool>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub with_events: Option<bool>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub create_customers: Option<bool>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<ImportMode>)]
    pub mode: Option<Option<ImportMode>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub own_numbers: Option<bool>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub repeat: Option<bool>,
}

impl OptionsPatch {
    pub fn applied_to(&self, mut options: Options) -> Options {
        if let Some(unit_id) = &self.unit_id {
            options.unit_id.clone_from(unit_id);
        }
        if let Some(partner) = &self.partner {
            options.partner.clone_from(partner);
        }
        if let Some(date_format) = &self.date_format {
            options.date_format.clone_from(date_format);
        }
        if let Some(mode) = self.mode {
            options.mode = mode;
        }
        options.own_numbers = self.own_numbers.unwrap_or(options.own_numbers);
        options.repeat = self.repeat.unwrap_or(options.repeat);
        options.date_order = self.date_order.unwrap_or(options.date_order);
        if let Some(words) = &self.words {
            options.words.clone_from(words);
        }
        options.strict = self.strict.unwrap_or(options.strict);
        options.with_events = self.with_events.unwrap_or(options.with_events);
        options.create_customers = self.create_customers.unwrap_or(options.create_customers);
        options
    }
}

/// The first rows of a file, and what a dry run found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportPreview)]
pub struct PreviewView {
    pub columns: Vec<String>,
    /// The first rows, cell by cell; a row that cannot be read is left out.
    pub rows: Vec<Vec<String>>,
    /// What the columns would be taken for.
    pub guessed: Mapping,
    /// Every field that a file of this kind can fill.
    pub fields: Vec<FieldView>,
    /// Rows as they would be taken, after a dry run.
    #[schema(value_type = Vec<Object>)]
    pub accepted: Vec<serde_json::Value>,
    /// Rows that would be rejected, after a dry run.
    pub rejected: Vec<RejectionView>,
    /// Words of the file that are none of ours, after a dry run; `options.words` says what they mean.
    pub unknown_words: Vec<UnknownWord>,
    /// Rows with a date of which day or month may come first, after a dry run; `options.date_order` says which.
    pub ambiguous_dates: i64,
}

/// A word of a file that is none of ours.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportUnknownWord)]
pub struct UnknownWord {
    pub field: Field,
    #[schema(example = "restaurant")]
    pub word: String,
    /// Rows that have it.
    pub rows: i64,
}

/// A field that a file can fill.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportField)]
pub struct FieldView {
    pub field: Field,
    pub kind: FieldKind,
    /// Every file of this kind must fill it.
    pub required: bool,
    /// Several columns may fill it, each of which counts.
    pub several: bool,
    /// The words it takes; none for a field that is no word of a list.
    pub words: Vec<String>,
}

/// The fields of a kind of file.
pub fn fields(kind: ImportKind) -> Vec<FieldView> {
    let view = |field: &Field| FieldView {
        field: *field,
        kind: field.kind(),
        required: field.is_required(kind),
        several: field.holds_several(),
        words: field.words().iter().map(|&word| word.to_owned()).collect(),
    };
    fields_of(kind).iter().map(view).collect()
}

/// A row that is not taken, or with a warning.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportRejection)]
pub struct RejectionView {
    /// The line of the file it begins in.
    #[schema(example = 17)]
    pub line: i64,
    pub outcome: RowOutcome,
    /// Its cells, in the order of the columns; one with the whole row when they cannot be told apart.
    pub cells: Vec<String>,
    pub reasons: Vec<RowReason>,
}

impl RejectionView {
    /// With the reasons in a language.
    pub fn of(rejection: &Rejection, language: Language) -> Answer<RejectionView> {
        let broken = |error: serde_json::Error| Error::Internal(error.to_string());
        let kept: Vec<Reason> = serde_json::from_str(&rejection.errors).map_err(broken)?;
        Ok(RejectionView {
            line: rejection.line,
            outcome: rejection.outcome.0,
            cells: serde_json::from_str(&rejection.content).map_err(broken)?,
            reasons: kept.into_iter().map(|reason| reason.told(language)).collect(),
        })
    }
}

/// Which imports to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    #[serde(default)]
    #[param(required = false)]
    pub kind: Vec<ImportKind>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<ImportState>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Which rejections to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RejectionQuery {
    /// `held` and `refused` when absent. Of the rows that were taken (`created`, `changed`, `unchanged`) those are listed
    /// of which a cell was left out.
    #[serde(default)]
    #[param(required = false)]
    pub outcome: Vec<RowOutcome>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
