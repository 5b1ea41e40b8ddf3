update job_locks set name = replace(name, 'messages.send:', 'campaigns.send:') where name like 'messages.send:%';
update jobs set kind = 'campaigns.send', lock_name = replace(lock_name, 'messages.send:', 'campaigns.send:')
  where kind = 'messages.send';
alter table suppressions rename column source_id to campaign_id;
create table old_deliveries (
  id text not null,
  customer_id text not null references customers (id),
  campaign_id text not null references campaigns (id),
  step integer not null,
  arm text,
  state text not null,
  reason text,
  channel text not null,
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
insert into old_deliveries
  (id, customer_id, campaign_id,
  step, arm, state, reason, channel, address, language, due_at, attempts, locked_by, locked_until, gateway_id,
  error_code, error_detail, assigned_at, assigned_on, sent_at, unsubscribed_at, updated_at)
  select id, customer_id, source_id,
  step, arm, state, reason, channel, address, language, due_at, attempts, locked_by, locked_until, gateway_id,
  error_code, error_detail, assigned_at, assigned_on, sent_at, unsubscribed_at, updated_at
  from deliveries where source_kind = 'campaign';
drop table deliveries;
alter table old_deliveries rename to deliveries;
create unique index deliveries_by_campaign on deliveries (campaign_id, customer_id, step);
create index deliveries_by_claim on deliveries (campaign_id, state, due_at, id, arm);
create index deliveries_by_customer on deliveries (customer_id, channel, sent_at);
