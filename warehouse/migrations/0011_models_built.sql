-- One row: the digest of the models that the views were built from. A start makes views
-- anew only where it is not that of today's models and tables.
create table models_built (digest varchar);
