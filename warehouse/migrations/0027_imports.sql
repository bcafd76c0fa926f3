-- Journals that were not made here, brought into the ledger: from where, by whom, when.

-- Events of imports, append-only and sealed. event: begun, finished, withdrawing,
-- withdrawn. The entries of an import have its id as their upload, and no time of their
-- own (`is_undetermined`); those that take it back have the reason `import_taken_back`.
create table journal.imports (
    import_id varchar, event varchar, year_id varchar, layout varchar,
    file_name varchar, file_sha256 varchar, size_bytes bigint, class_name varchar,
    count_facts bigint, count_entries bigint, happened_at timestamp,
    by_person_id varchar, block_id bigint
);
-- What people said a name of a foreign file means, append-only, the last word counts;
-- not sealed: an answer changes no value of the journal by itself. kind: class, subject,
-- student, period, page; scope: the class where the name is of one; meaning: our id, ''
-- where the name is left out.
create table journal.import_answers (
    kind varchar, scope varchar, written varchar, meaning varchar,
    said_at timestamp, said_by varchar
);
