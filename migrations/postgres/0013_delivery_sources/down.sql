update job_locks set name = replace(name, 'messages.send:', 'campaigns.send:') where name like 'messages.send:%';
update jobs set kind = 'campaigns.send', lock_name = replace(lock_name, 'messages.send:', 'campaigns.send:')
  where kind = 'messages.send';
alter table suppressions rename column source_id to campaign_id;
alter index deliveries_by_source rename to deliveries_by_campaign;
alter table deliveries drop column purpose;
delete from deliveries where source_kind <> 'campaign';
alter table deliveries drop column source_kind;
alter table deliveries rename column source_id to campaign_id;
alter table deliveries add constraint deliveries_campaign_id_fkey foreign key (campaign_id) references campaigns (id);
