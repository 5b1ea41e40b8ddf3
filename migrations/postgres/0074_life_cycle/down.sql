drop table life_cycle_changes;
drop table life_cycle_stages;
drop table life_cycle_passes;
