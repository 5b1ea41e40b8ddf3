//! `/v1/auth`: log-in, refresh, log-out, sessions, tokens.

mod attacks;
mod attempts;
mod log_in;
mod open_sessions;
mod password;
mod refresh;
mod temporary;
mod tokens;

use regulars_tests::{Actor, PASSWORD, Reply, Request, TestApp, json};

/// A log-in of `someone@example.com`, not yet sent.
fn log_in(app: &TestApp) -> Request {
    log_in_with(app, "someone@example.com", PASSWORD)
}

fn log_in_with(app: &TestApp, email: &str, password: &str) -> Request {
    app.nobody().post("/v1/auth/login", json!({"email": email, "password": password}))
}

fn refresh(app: &TestApp, cookie: &str) -> Request {
    app.nobody().post("/v1/auth/refresh", json!({})).refresh_cookie(cookie)
}

fn cookie_of(reply: &Reply) -> String {
    reply.cookie("regulars_refresh").expect("the refresh cookie is set")
}

/// The person that a log-in or refresh answered a token for.
fn person(app: &TestApp, reply: &Reply) -> Actor {
    app.nobody().with_bearer(reply.text("access_token"))
}
