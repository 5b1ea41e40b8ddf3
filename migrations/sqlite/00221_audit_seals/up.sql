-- Audit events are only added to. Their values stand behind a salted digest, and a chain of sealed blocks goes over the
-- digests, so that it still holds when a value was erased or a block is past its time.
alter table audit_events add column salt text;
alter table audit_events add column digest text not null default '';

create table audit_blocks (
  number bigint not null primary key,
  first_id text not null,
  last_id text not null,
  events bigint not null,
  rows_digest text not null,
  previous text not null,
  seal text not null,
  sealed_at timestamp not null,
  dropped_at timestamp
) without rowid;

create trigger audit_events_stay_as_they_are before update on audit_events
when not (new.id = old.id and new.at = old.at and new.actor_kind = old.actor_kind and new.actor_id = old.actor_id
  and new.action = old.action and new.subject_kind = old.subject_kind and new.subject_id = old.subject_id
  and (
    -- An event of a former version gets its digest.
    (old.digest = '' and new.actor_name = old.actor_name and new.detail = old.detail)
    -- Its values are erased.
    or (new.digest = old.digest and new.salt is null and new.detail = '{}' and new.actor_name = '')
  ))
begin select raise(abort, 'audit events are only added to'); end;

create trigger audit_events_stay before delete on audit_events
when not exists (select 1 from audit_blocks b where b.dropped_at is not null and old.id >= b.first_id and old.id <= b.last_id)
begin select raise(abort, 'audit events are only added to'); end;

create trigger audit_blocks_stay_as_they_are before update on audit_blocks
when not (old.dropped_at is null and new.dropped_at is not null and new.number = old.number and new.first_id = old.first_id
  and new.last_id = old.last_id and new.events = old.events and new.rows_digest = old.rows_digest
  and new.previous = old.previous and new.seal = old.seal and new.sealed_at = old.sealed_at)
begin select raise(abort, 'seals are only added to'); end;

create trigger audit_blocks_stay before delete on audit_blocks
begin select raise(abort, 'seals are only added to'); end;
