-- Up to which number events are not kept any more, so that who reads on from an earlier one is told what was missed.
insert into event_numbers (name, last)
  select 'forgotten', coalesce((select min(number) - 1 from events where number is not null), last)
  from event_numbers where name = 'events';
