drop table data_export_chunks;
drop table data_exports;
