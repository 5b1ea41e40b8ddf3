delete from event_numbers where name = 'forgotten';
