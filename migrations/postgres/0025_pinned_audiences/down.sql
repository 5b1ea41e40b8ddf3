drop table campaign_people;
