//! What an export is asked for: a format beside the filters of the list.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use regulars_domain::text::Language;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use validator::Validate;

use crate::platform::error::{Answer, Error};
use crate::platform::http::body::read_query;
use crate::platform::http::parameters;

regulars_domain::vocabulary! {
    /// How an export is written.
    pub enum ExportFormat {
        Csv = "csv",
        Ndjson = "ndjson",
    }
}

/// How the rows are written.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Written {
    /// `ndjson` when absent.
    #[param(required = false)]
    pub format: Option<ExportFormat>,
    /// Begin CSV with a byte order mark, by which Excel knows UTF-8.
    #[param(required = false)]
    pub bom: bool,
    /// Of customers in CSV: headings and words as the console has them in this language, names in place of the ids of
    /// units, owners and categories, times of the organisation's zone. Codes and ids when absent. Either is taken back as
    /// an import.
    #[param(required = false)]
    pub language: Option<Language>,
}

/// The parameters of an export: how it is written, and the filters `T` of the list without its pages.
pub struct ExportQuery<T> {
    pub written: Written,
    pub filters: T,
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for ExportQuery<T> {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let is_written = |part: &&str| matches!(part.split('=').next(), Some("format" | "bom" | "language"));
        let (written, filters): (Vec<&str>, Vec<&str>) =
            request.query_string().split('&').filter(|part| !part.is_empty()).partition(is_written);
        ready(read_query(&written.join("&")).and_then(|written| {
            let filters = filters.into_iter().map(unpaged).collect::<Vec<_>>().join("&");
            let filters = read_query(&filters)?;
            parameters::check(request)?;
            Ok(ExportQuery { written, filters })
        }))
    }
}

/// An export has no pages and nothing beside its rows: `limit`, `cursor` and `expand` are parameters it does not know.
fn unpaged(part: &str) -> String {
    match part.split('=').next() {
        Some("limit" | "cursor" | "expand") => format!("no_{part}"),
        _ => part.to_owned(),
    }
}

impl<T: IntoParams> IntoParams for ExportQuery<T> {
    fn into_params(parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let filters = T::into_params(&parameter_in).into_iter();
        let unpaged = filters.filter(|parameter| !matches!(&*parameter.name, "limit" | "cursor" | "expand"));
        Written::into_params(&parameter_in).into_iter().chain(unpaged).collect()
    }
}
