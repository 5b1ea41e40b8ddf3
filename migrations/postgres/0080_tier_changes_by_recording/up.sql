-- Figures read the changes of tiers that were recorded behind a moment.
create index tier_changes_by_recording on tier_changes (recorded_at);
