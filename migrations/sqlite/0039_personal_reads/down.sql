drop table personal_reads;
