-- Who wrote templates and segments: none of them approves a plan that rests on these. Of what was changed before, the audit
-- trail knows who did.
create table authors (
  content_id text not null,
  user_id text not null,
  primary key (content_id, user_id)
) without rowid;
insert into authors (content_id, user_id) select id, created_by from templates;
insert into authors (content_id, user_id) select id, created_by from segments;
insert into authors (content_id, user_id)
  select distinct a.subject_id, a.actor_id from audit_events a
  where a.action in ('templates.change', 'segments.change', 'segments.put_members')
    and not exists (select 1 from authors b where b.content_id = a.subject_id and b.user_id = a.actor_id);

-- What somebody is told in the console, and by mail unless they do not wish it.
create table notifications (
  id text not null primary key,
  user_id text not null references users (id),
  kind text not null,
  subject text not null,
  subject_id text not null,
  item_id text not null,
  title text,
  reason text,
  by_id text not null,
  created_at timestamp not null,
  read_at timestamp,
  by_mail boolean not null,
  mail_job_id text
);
create index notifications_by_user on notifications (user_id, id);
create index notifications_unread on notifications (item_id) where read_at is null;
create index notifications_by_age on notifications (created_at);
alter table users add column mails_notifications boolean not null default true;

-- Why a request was declined; and what waits is found without looking through what is decided.
alter table point_adjustments add column decision_note text;
alter table complaint_compensations add column decision_note text;
create index point_adjustments_waiting on point_adjustments (asked_at, id) where state = 'asked';
create index point_adjustments_by_asker on point_adjustments (asked_by, asked_at);
create index complaint_compensations_waiting on complaint_compensations (promised_at, id) where state = 'proposed';
create index complaint_compensations_by_promiser on complaint_compensations (promised_by, promised_at);
