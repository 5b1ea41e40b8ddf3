-- Figures over a large base, computed by a job: what they were at one moment, for everybody or within some units. A row of
-- several kilobytes belongs into a table with row ids.
create table kept_figures (
  scope text not null primary key,
  units text,
  asked_at timestamp not null,
  as_of timestamp,
  figures text
);
