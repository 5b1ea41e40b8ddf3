//! `regulars user create`.

use regulars_domain::permissions::Role;
use regulars_domain::platform::passwords::check_password;

use super::{first_run, print};
use crate::assembly;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::passwords;

pub fn create(config: Config, email: String, name: String, role: Role, password: Option<String>) -> Answer<()> {
    let password = match password {
        Some(password) => password,
        None => read_password()?,
    };
    check_password(&password, &email, &name).map_err(|error| Error::Internal(format!("the password: {error}")))?;
    let app = assembly::open(config)?;
    let hash = passwords::hash(&password)?;
    let told = email.clone();
    app.store.write_now(move |db| first_run::create_user(db, &email, &name, role, &hash))?;
    print(&format!("created {told} as {role}\n"));
    Ok(())
}

fn read_password() -> Answer<String> {
    let mut line = String::new();
    eprint!("password: ");
    std::io::stdin().read_line(&mut line).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
