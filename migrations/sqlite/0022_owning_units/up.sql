-- Calendars, segments, templates and campaigns belong to a unit; what was there belongs to the whole organisation.
-- Not a reference: a column added with one may have no default on SQLite.
alter table calendars add column unit_id text not null default '';
update calendars set unit_id = coalesce((select min(id) from units where parent_id is null), '');
alter table segments add column unit_id text not null default '';
update segments set unit_id = coalesce((select min(id) from units where parent_id is null), '');
alter table templates add column unit_id text not null default '';
update templates set unit_id = coalesce((select min(id) from units where parent_id is null), '');
alter table campaigns add column unit_id text not null default '';
update campaigns set unit_id = coalesce((select min(id) from units where parent_id is null), '');

-- What the caller might do when the answer was given, as a digest: who may something else by now is checked again.
alter table idempotency_keys add column rights text not null default '';

-- Who answers for a key when it is not who made it, and when a key ends that nobody has taken over.
alter table api_keys add column keeper_id text;
alter table api_keys add column ends_at timestamp;
