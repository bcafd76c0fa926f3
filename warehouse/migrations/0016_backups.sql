-- One row per backup that was made or failed, and per restoring from one (kind). Plain,
-- not sealed: it says what was done beside the journal. A restored school knows the
-- backups that were made before its own, and then that it was restored.
create table journal.backups (
    backup_name varchar, -- '' where it failed before it had a name
    kind varchar, -- made, restored
    outcome varchar, -- good, failed
    started_at timestamp,
    finished_at timestamp,
    asked_by varchar, -- schedule, command, or the person on the page
    folder varchar, -- where the backup lies
    is_encrypted boolean,
    block_id bigint, -- the head of the ledger in the backup
    block_digest varchar,
    count_files bigint,
    count_new_files bigint, -- the others are shared with the backup before
    size_bytes bigint,
    new_bytes bigint,
    reason varchar, -- the sentence of a failure, its facts beside
    reason_facts json
);
