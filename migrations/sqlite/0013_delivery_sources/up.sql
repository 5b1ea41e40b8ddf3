-- A delivery may come from anything that sends messages, not only from a campaign, and says itself what it is for. The
-- table is made anew because a foreign key cannot be dropped.
create table new_deliveries (
  id text not null,
  customer_id text not null references customers (id),
  source_kind text not null,
  source_id text not null,
  step integer not null,
  arm text,
  state text not null,
  reason text,
  channel text not null,
  purpose text not null,
  address text,
  language text not null,
  due_at timestamp not null,
  attempts integer not null,
  locked_by text,
  locked_until timestamp,
  gateway_id text,
  error_code text,
  error_detail text,
  assigned_at timestamp not null,
  assigned_on date not null,
  sent_at timestamp,
  unsubscribed_at timestamp,
  updated_at timestamp not null,
  primary key (id, customer_id)
) without rowid;
insert into new_deliveries
  (id, customer_id, source_kind, source_id, purpose,
  step, arm, state, reason, channel, address, language, due_at, attempts, locked_by, locked_until, gateway_id,
  error_code, error_detail, assigned_at, assigned_on, sent_at, unsubscribed_at, updated_at)
  select deliveries.id, customer_id, 'campaign', campaign_id, campaigns.purpose,
  deliveries.step, deliveries.arm, deliveries.state, deliveries.reason, deliveries.channel,
  deliveries.address, deliveries.language, deliveries.due_at, deliveries.attempts, deliveries.locked_by,
  deliveries.locked_until, deliveries.gateway_id, deliveries.error_code, deliveries.error_detail,
  deliveries.assigned_at, deliveries.assigned_on, deliveries.sent_at, deliveries.unsubscribed_at,
  deliveries.updated_at
  from deliveries join campaigns on campaigns.id = campaign_id;
drop table deliveries;
alter table new_deliveries rename to deliveries;
create unique index deliveries_by_source on deliveries (source_id, customer_id, step);
create index deliveries_by_claim on deliveries (source_id, state, due_at, id, arm);
create index deliveries_by_customer on deliveries (customer_id, channel, sent_at);
alter table suppressions rename column campaign_id to source_id;
update jobs set kind = 'messages.send', lock_name = replace(lock_name, 'campaigns.send:', 'messages.send:')
  where kind = 'campaigns.send';
update job_locks set name = replace(name, 'campaigns.send:', 'messages.send:') where name like 'campaigns.send:%';
