drop table suppressions;
drop table templates;
