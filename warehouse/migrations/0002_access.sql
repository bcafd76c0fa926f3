-- Accounts of everyone, what happened at the door, breaches and void operations (§4.1–4.4).

-- One row per parent or guardian; `students` lists the codes of the children.
create table setup.parents (
    person_id varchar, surname varchar, given_name varchar, patronymic varchar,
    students varchar, valid_from date, valid_to date
);

-- `password_hash` is null until the person has chosen a password. `person_id` of a
-- student's account is `student:` and the code.
alter table access.accounts add column password_set_at timestamp;
alter table access.accounts add column last_login_at timestamp;
-- Encrypted with the school folder's key; null without a second factor.
alter table access.accounts add column totp_secret varchar;
alter table access.accounts add column totp_last_step bigint;

alter table access.sessions add column device varchar;

-- One-time codes for the first log-in or after a reset; an argon2id hash of each.
create table access.activation_codes (
    code_id varchar, account_id varchar, code_hash varchar, issued_at timestamp,
    issued_by varchar, expires_at timestamp, used_at timestamp, voided_at timestamp
);
-- Codes that stand in once each for a lost second factor.
create table access.recovery_codes (
    account_id varchar, code_hash varchar, used_at timestamp
);
-- Personal access tokens of programs; scope is what they may do: upload, metrics.
create table access.tokens (
    token_id varchar, account_id varchar, name varchar, scope varchar,
    token_sha256 varchar, created_at timestamp, expires_at timestamp,
    last_used_at timestamp, revoked_at timestamp
);
-- Accounts at the school's outside identity provider, linked at their first log-in.
create table access.outside_identities (
    issuer varchar, subject varchar, account_id varchar, linked_at timestamp
);
-- Who did what when (§1.7). `person_id` is '' for somebody unknown. `about_person_id`
-- is whose data or account it concerned, `scope` a class, page or file.
create table access.log (
    logged_at timestamp, account_id varchar, person_id varchar, action varchar,
    place varchar, scope varchar, about_person_id varchar, address varchar
);
-- The register of breaches (§4.3). The earlier of the two reports starts the void period.
create table access.breaches (
    breach_id varchar, account_id varchar, person_id varchar, what_happened varchar,
    learned_at timestamp, deadline_at timestamp, reported_to_head_at timestamp,
    reported_to_support_at timestamp, reported_by varchar, registered_at timestamp,
    registered_by varchar, credentials_issued_at timestamp, closed_at timestamp,
    closed_by varchar
);

-- Void periods (§4.4), append-only and sealed in the ledger's blocks: kind `from` starts
-- one, `until` ends it. Entries of the person received from then until then are void.
create table journal.void_events (
    school_id varchar, event_id bigint, block_id bigint, breach_id varchar,
    person_id varchar, kind varchar, moment timestamp, recorded_at timestamp,
    recorded_by varchar
);
