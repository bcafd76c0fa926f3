-- One row per set of changes of the set-up that was applied at once, append-only and
-- sealed (§2.2): its changes are those of setup.setup_changes from set_id to
-- last_change_id. kind: workbook, page, movement, replacement, staff, plan, roster,
-- roll_over, undo (takes back the set `undoes_set_id`). Sets from before have no row.
create table journal.setup_change_sets (
    set_id bigint, last_change_id bigint, kind varchar, reason varchar,
    document_number varchar, document_on date, undoes_set_id bigint, from_date date,
    applied_at timestamp, applied_by varchar, block_id bigint
);
