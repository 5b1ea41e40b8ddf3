-- Figures over a large base, computed by a job: what they were at one moment, for everybody or within some units.
create table kept_figures (
  scope text collate "C" not null primary key,
  units text,
  asked_at timestamp not null,
  as_of timestamp,
  figures text
);
