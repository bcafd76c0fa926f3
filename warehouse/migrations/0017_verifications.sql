-- One row per verification of the whole school (§2.10), sealed as a block: when, how
-- long, how much was looked at, what was found. first_differences: a JSON list of place,
-- sentence and facts of the first ones.
create table journal.verifications (
    verified_at timestamp, asked_by varchar, seconds double, count_blocks bigint,
    count_entries bigint, count_files bigint, count_forms bigint,
    count_differences bigint, count_notices bigint, first_differences varchar,
    head_block_id bigint, head_digest varchar, block_id bigint
);
