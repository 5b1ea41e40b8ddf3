drop table duplicates;
