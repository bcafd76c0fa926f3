-- Whatever is only ever added to is sealed in the blocks of the ledger, and every block
-- is signed (§2.10, decision 16).

-- format: null before there were signatures, whose digests cover entries and void events
-- alone; 2: the block's own row and all rows that name the block. changes_pages: false
-- where it only says what left the house. row_checks: four bytes per row, to find the
-- altered one; nothing rests on them. key_id names the key that signed.
alter table journal.blocks add column format smallint;
alter table journal.blocks add column file_sha256 varchar;
alter table journal.blocks add column changes_pages boolean;
alter table journal.blocks add column row_checks blob;
alter table journal.blocks add column key_id varchar;
alter table journal.blocks add column signature varchar;

alter table journal.closings add column block_id bigint;
alter table journal.explanations add column block_id bigint;
alter table journal.explanation_answers add column block_id bigint;
alter table journal.printed_forms add column sealed_in_block_id bigint;
alter table setup.setup_changes add column block_id bigint;

-- Public keys, base64, each under its own SHA-256. The key of the first signed block
-- holds until a block signed by it names another one in journal.key_changes.
create table journal.ledger_keys (key_id varchar, public_key varchar);
create table journal.key_changes (
    key_id varchar, public_key varchar, former_key_id varchar, changed_at timestamp,
    reason varchar, block_id bigint
);
-- What the rows of each set-up table were after a change of the set-up. digest covers
-- them all in the order of their text; row_checks as in journal.blocks.
create table journal.setup_states (
    table_name varchar, count_rows bigint, digest varchar, row_checks blob,
    block_id bigint
);
-- What stood before there were signatures: about tells which rows, up to which block.
create table journal.adopted (
    about varchar, until_block_id bigint, count_rows bigint, digest varchar,
    block_id bigint
);
-- Files that the program filed in the school's folder: exports/, archive/.
create table journal.filed (
    path varchar, sha256 varchar, size_bytes bigint, kind varchar, about varchar,
    filed_at timestamp, filed_by varchar, block_id bigint
);
