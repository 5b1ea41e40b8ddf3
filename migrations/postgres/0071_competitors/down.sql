drop index interactions_by_competitor;
alter table interactions drop column competitor_id;
drop table competitors;
