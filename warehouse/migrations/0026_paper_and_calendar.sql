-- The diary beside its page: the week on paper (§1.6), the calendar of a telephone.

-- Families who want the week on paper, append-only; not sealed: a wish decides nothing
-- about anybody's marks. kind: ask, end. said_by: a parent, or who leads the class.
create table journal.paper_wishes (
    student_id varchar, kind varchar, said_at timestamp, said_by varchar
);
-- Whose sheet of which week was printed when and by whom, append-only; not sealed: the
-- sheet is no document, the log of access tells of the print.
create table journal.paper_prints (
    student_id varchar, monday date, printed_at timestamp, printed_by varchar
);

-- Secret addresses of calendars, one live one per account and child. The secret itself is
-- shown once. shows_name: the child's given name stands in the calendar. last_read_at: to
-- the hour.
create table access.calendar_feeds (
    feed_id varchar, account_id varchar, student_id varchar, secret_sha256 varchar,
    shows_name boolean, created_at timestamp, last_read_at timestamp,
    ended_at timestamp
);
