//! What kills, fills and floods: each test waits for `alone()` first, so one runs at a time.

mod cdnow;
mod database_away;
mod demo;
mod disk_fails;
mod disk_full;
mod facts_killed;
mod figures;
mod import_killed;
mod killed;
mod life_time_value_killed;
mod list_plans;
mod messages_killed;
mod undo_killed;
mod webhooks_killed;
