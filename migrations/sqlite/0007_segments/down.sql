drop table segment_members;
drop table segments;
