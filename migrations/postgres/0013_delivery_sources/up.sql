-- A delivery may come from anything that sends messages, not only from a campaign, and says itself what it is for.
alter table deliveries drop constraint deliveries_campaign_id_fkey;
alter table deliveries rename column campaign_id to source_id;
alter table deliveries add column source_kind text collate "C" not null default 'campaign';
alter table deliveries alter column source_kind drop default;
alter table deliveries add column purpose text collate "C" not null default 'marketing';
alter table deliveries alter column purpose drop default;
update deliveries set purpose = campaigns.purpose from campaigns
  where campaigns.id = deliveries.source_id and campaigns.purpose <> 'marketing';
alter index deliveries_by_campaign rename to deliveries_by_source;
alter table suppressions rename column campaign_id to source_id;
update jobs set kind = 'messages.send', lock_name = replace(lock_name, 'campaigns.send:', 'messages.send:')
  where kind = 'campaigns.send';
update job_locks set name = replace(name, 'campaigns.send:', 'messages.send:') where name like 'campaigns.send:%';
