//! `regulars key create`.

use std::sync::Arc;

use clap::Args;
use regulars_db::Db;
use regulars_db::organisation::api_keys;
use regulars_db::organisation::api_keys::Partner;
use regulars_db::organisation::units;
use regulars_domain::ids;
use regulars_domain::ids::is_partner_code;
use regulars_domain::organisation::partners::UnknownCustomers;
use regulars_domain::permissions::{Action, Scope};
use regulars_domain::platform::sandbox::ApiKeyMode;

use super::{first_run, print};
use crate::assembly;
use crate::organisation::api_keys::service;
use crate::organisation::api_keys::views::NewApiKey;
use crate::organisation::principals;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::Actor;

/// Whose key it is and what it may do.
#[derive(Args)]
pub struct KeyArgs {
    /// The partner's code; the partner is made when there is none.
    #[arg(long)]
    partner: String,
    /// What the key is called.
    #[arg(long)]
    name: String,
    /// What it may do, such as customers:read,purchases:write.
    #[arg(long, value_delimiter = ',', required = true)]
    scopes: Vec<Action>,
    /// The code of the unit it reaches, with all below; the whole organisation when absent.
    #[arg(long)]
    unit: Option<String>,
    /// A key of the sandbox: nothing it does is real.
    #[arg(long)]
    test: bool,
}

/// Makes a key and prints its secret, once.
pub fn create(config: Config, args: KeyArgs) -> Answer<()> {
    let app = assembly::open(config)?;
    if args.test {
        app.sandbox.check()?;
    }
    let cut = app.store.write_now(move |db| {
        let root = first_run::root(db)?;
        let actor = Actor(Arc::new(principals::operator(db)?));
        let unit_id = match &args.unit {
            None => root,
            Some(code) => match units::find_by_code(db, code)? {
                Some(unit) => unit.id,
                None => return Err(Error::Internal(format!("no unit has the code {code}"))),
            },
        };
        let new = NewApiKey {
            name: args.name.clone(),
            partner_id: partner(db, &args.partner)?,
            unit_id,
            scopes: args.scopes.clone(),
            expires_at: None,
            addresses: Vec::new(),
            rate_per_minute: None,
            mode: args.test.then_some(ApiKeyMode::Test),
        };
        service::create(db, &actor, &Scope::All, &new)
    })?;
    print(&format!("{}\n", cut.secret));
    Ok(())
}

fn partner(db: &mut Db, code: &str) -> Answer<String> {
    if let Some(partner) = api_keys::find_partner_by_code(db, code)? {
        return Ok(partner.id);
    }
    if !is_partner_code(code) {
        return Err(Error::Internal(format!("`{code}` cannot be a partner's code")));
    }
    let now = clock::now().naive_utc();
    let partner = Partner {
        id: ids::make(ids::PARTNER),
        code: code.to_owned(),
        name: code.to_owned(),
        created_at: now,
        updated_at: now,
        version: 1,
        unknown_customers: UnknownCustomers::Reject.into(),
        allow_unlisted_products: false,
    };
    api_keys::insert_partner(db, &partner)?;
    Ok(partner.id)
}
