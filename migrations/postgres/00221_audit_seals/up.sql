-- Audit events are only added to. Their values stand behind a salted digest, and a chain of sealed blocks goes over the
-- digests, so that it still holds when a value was erased or a block is past its time.
alter table audit_events add column salt text collate "C";
alter table audit_events add column digest text collate "C" not null default '';

create table audit_blocks (
  number bigint not null primary key,
  first_id text collate "C" not null,
  last_id text collate "C" not null,
  events bigint not null,
  rows_digest text collate "C" not null,
  previous text collate "C" not null,
  seal text collate "C" not null,
  sealed_at timestamp not null,
  dropped_at timestamp
);

create function audit_is_only_added_to() returns trigger language plpgsql as $$
begin
  raise exception 'audit events and their seals are only added to';
end $$;

create function audit_events_stay() returns trigger language plpgsql as $$
begin
  if exists (select 1 from audit_blocks b where b.dropped_at is not null and old.id >= b.first_id and old.id <= b.last_id) then
    return old;
  end if;
  raise exception 'audit events and their seals are only added to';
end $$;

create trigger audit_events_stay_as_they_are before update on audit_events
for each row when (not (new.id = old.id and new.at = old.at and new.actor_kind = old.actor_kind and new.actor_id = old.actor_id
  and new.action = old.action and new.subject_kind = old.subject_kind and new.subject_id = old.subject_id
  and (
    -- An event of a former version gets its digest.
    (old.digest = '' and new.actor_name = old.actor_name and new.detail = old.detail)
    -- Its values are erased.
    or (new.digest = old.digest and new.salt is null and new.detail = '{}' and new.actor_name = '')
  ))) execute function audit_is_only_added_to();

create trigger audit_events_stay before delete on audit_events
for each row execute function audit_events_stay();

create trigger audit_events_are_not_emptied before truncate on audit_events
for each statement execute function audit_is_only_added_to();

create trigger audit_blocks_stay_as_they_are before update on audit_blocks
for each row when (not (old.dropped_at is null and new.dropped_at is not null and new.number = old.number and new.first_id = old.first_id
  and new.last_id = old.last_id and new.events = old.events and new.rows_digest = old.rows_digest
  and new.previous = old.previous and new.seal = old.seal and new.sealed_at = old.sealed_at)) execute function audit_is_only_added_to();

create trigger audit_blocks_stay before delete on audit_blocks
for each row execute function audit_is_only_added_to();

create trigger audit_blocks_are_not_emptied before truncate on audit_blocks
for each statement execute function audit_is_only_added_to();
