-- One row per page, reporting period and student with marks, absences or a final mark.
create or replace view staging.stg_summary as
select
    page_id,
    period_id,
    student_id,
    count_marks,
    sum_marks,
    sum_weighted,
    sum_weights,
    count_missed,
    count_missed_ill,
    count_missed_excused,
    count_late,
    final
from journal.summary;

comment on view staging.stg_summary is
'Sums and counts of a student in a period, kept by the writer of the ledger.';
