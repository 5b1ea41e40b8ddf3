drop index tier_changes_by_recording;
