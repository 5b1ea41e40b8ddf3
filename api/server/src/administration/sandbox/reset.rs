//! Puts the sandbox back to how it begins. Running it twice does it twice, which changes nothing more.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::error::Answer;
use crate::platform::jobs::{Context, Kind, Outcome};

/// Empties the sandbox and lets it begin anew.
#[derive(Serialize, Deserialize)]
pub struct ResetSandbox {}

impl Kind for ResetSandbox {
    const NAME: &'static str = "sandbox.reset";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        context.app.sandbox.reset(context.app)?;
        Ok(Outcome::Done(json!({})))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}
