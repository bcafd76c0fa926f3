-- The weekly mail to parents (§1.6): wanted or not, its day of the week (1 is Monday), the
-- hour of the school's zone, its language ('' is the account's), and when that was chosen.
alter table access.mail_settings add column wants_weekly boolean default 'false';
alter table access.mail_settings add column weekly_day smallint default 5;
alter table access.mail_settings add column weekly_hour smallint default 18;
alter table access.mail_settings add column weekly_language varchar default '';
alter table access.mail_settings add column weekly_since timestamp;

-- Until when a mail knew what was entered: the next weekly mail goes on from there.
alter table access.mails add column written_at timestamp;

-- Children about whom a parent wants no weekly mails; about all others they come.
create table access.weekly_left_out (account_id varchar, student_id varchar);
