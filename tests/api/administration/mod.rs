//! What counts for all, and who did what. The settings of one area are tested in that area.

mod audit_events;
mod audit_seals;
mod audit_trail;
mod event_feed;
mod sandbox;
mod settings;
mod webhook_rules;
mod webhooks;
