-- One row per file handed in.
create or replace view marts.uploads as
with uploads as (
    select
        upload_id,
        received_at,
        received_by,
        via,
        file_name,
        status,
        refusal,
        refusal_facts,
        count_cells,
        count_recorded,
        count_unchanged,
        count_quarantined,
        count_conflicts,
        count_removals,
        finished_at,
        is_void
    from staging.stg_uploads
),

findings as (
    select
        upload_id,
        count(*) filter (where severity = 'critical') as count_critical,
        count(*) filter (where severity = 'warning') as count_warnings
    from staging.stg_findings
    where is_open
    group by upload_id
)

select
    uploads.upload_id,
    uploads.received_at,
    uploads.received_by,
    uploads.via,
    uploads.file_name,
    uploads.status,
    uploads.refusal,
    uploads.refusal_facts,
    uploads.count_cells,
    uploads.count_recorded,
    uploads.count_unchanged,
    uploads.count_quarantined,
    uploads.count_conflicts,
    uploads.count_removals,
    uploads.finished_at,
    uploads.is_void,
    coalesce(people.person_name, uploads.received_by) as person_name,
    coalesce(findings.count_critical, 0) as count_critical,
    coalesce(findings.count_warnings, 0) as count_warnings
from uploads
left join intermediate.int_person_names as people on uploads.received_by = people.person_id
left join findings on uploads.upload_id = findings.upload_id;

comment on view marts.uploads is
'Files handed in: from whom, when, what became of their cells.';
comment on column marts.uploads.upload_id is 'The upload.';
comment on column marts.uploads.received_at is 'When the server had the whole file, UTC.';
comment on column marts.uploads.received_by is 'Who handed it in.';
comment on column marts.uploads.person_name is 'Name of who handed it in.';
comment on column marts.uploads.via is
'Way it came: page, API, network or watched folder, command.';
comment on column marts.uploads.file_name is 'Name of the file as handed in.';
comment on column marts.uploads.status is 'Recorded, unchanged or refused.';
comment on column marts.uploads.is_void is
'Received in a void period: nothing of it counts (§4.4).';
comment on column marts.uploads.refusal is 'Why the whole file was refused.';
comment on column marts.uploads.refusal_facts is 'Values of that sentence, as JSON.';
comment on column marts.uploads.count_cells is 'Filled cells that were read.';
comment on column marts.uploads.count_recorded is 'Cells that went into the ledger.';
comment on column marts.uploads.count_unchanged is 'Cells that the ledger held already.';
comment on column marts.uploads.count_quarantined is
'Cells kept out by a critical finding.';
comment on column marts.uploads.count_conflicts is
'Cells that someone else changed meanwhile.';
comment on column marts.uploads.count_removals is
'Removals that were confirmed and recorded.';
comment on column marts.uploads.count_critical is 'Open critical findings.';
comment on column marts.uploads.count_warnings is 'Open warnings.';
comment on column marts.uploads.finished_at is 'When its transaction was committed, UTC.';
