drop table point_adjustments;
drop table point_entries;
drop table point_lots;
drop table membership_level_changes;
drop table memberships;
drop table membership_levels;
drop table membership_programmes;
