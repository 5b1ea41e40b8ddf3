drop table deliveries;
drop table campaigns;
