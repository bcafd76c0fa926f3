-- A hand-in may wait for its teacher's word, and may be taken back.

-- One row per file that was looked at and not recorded by itself; its bytes are kept.
-- outcome: null while it waits, then recorded, replaced (by a later file of the same
-- workbook) or dropped; upload_id: the hand-in that recorded it.
create table journal.previews (
    preview_id varchar, received_at timestamp, received_by varchar, via varchar,
    file_name varchar, file_sha256 varchar, size_bytes bigint, workbook_id varchar,
    outcome varchar, settled_at timestamp, upload_id varchar
);
-- The upload that this one takes back (its via is then `undo`); null where none.
alter table journal.uploads add column undoes_upload_id varchar;
