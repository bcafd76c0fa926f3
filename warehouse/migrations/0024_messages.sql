-- Who read which message in whose diary, and who marked which week of a diary as seen.

-- A convenience for both sides, so it is not sealed: entry_id names the words that were
-- read, so that corrected words are unread again.
create table journal.message_reads (
    entry_id bigint, student_id varchar, person_id varchar, read_at timestamp
);

-- Instead of a parent's signature in the paper diary: append-only and sealed. week_on is
-- the Monday; a week that was marked again has a row for each time.
create table journal.weeks_seen (
    student_id varchar, week_on date, person_id varchar, seen_at timestamp,
    block_id bigint
);
