drop table kept_figures;
