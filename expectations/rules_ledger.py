"""Rules of the ledger itself: nothing twice, nothing dangling, totals that agree."""

from __future__ import annotations

from expectations.frame import FIELDS
from expectations.language import N_
from expectations.warehouse_rule import WarehouseRule

_RESTORE = N_(
    "Do not hand in further workbooks; tell the support and restore the last backup if "
    "the ledger cannot be replayed."
)


class EntryNumbersAreUnique(WarehouseRule):
    """The store keeps no keys: uniqueness is the writer's job and this rule's."""

    id = "entry_numbers_are_unique"
    clause = "1.4"
    severity = "critical"
    description = N_("Every entry has a number of its own.")
    what = N_("Numbers that several entries share: {count}.")
    why = N_("The order of entries decides which value is the last.")
    fix = _RESTORE
    query = """
        select entry_id::varchar as place from journal.entries
        group by entry_id having count(*) > 1
    """


class CurrentCellsAreUnique(WarehouseRule):
    """A cell has one current value."""

    id = "current_cells_are_unique"
    clause = "1.4"
    severity = "critical"
    description = N_("Every cell has one current value.")
    what = N_("Cells with more than one current value: {count}.")
    why = N_("A cell counted twice makes averages and totals wrong.")
    fix = _RESTORE
    query = """
        select
            page_id || ' ' || lesson_id || ' ' || period_id || ' ' || student_id || ' '
            || field as place
        from journal.current
        group by page_id, lesson_id, period_id, student_id, field
        having count(*) > 1
    """


class FieldIsKnown(WarehouseRule):
    """Every current cell is of a field that the catalogue judges."""

    id = "field_is_known"
    clause = "1.4"
    severity = "critical"
    description = N_("Every recorded cell is of a known field.")
    what = N_("Recorded cells of an unknown field: {count}.")
    why = N_("No rule judges such a cell, and no page shows it.")
    fix = _RESTORE
    query = f"""
        select page_id || ' ' || field as place from journal.current
        where field not in ({", ".join(f"'{field}'" for field in FIELDS)})
    """


class CurrentIsTheLastEntry(WarehouseRule):
    """Current values are the ledger's last entries that count, and nothing else."""

    id = "current_is_the_last_entry"
    clause = "1.4"
    severity = "critical"
    description = N_("Current values are the last entries of the ledger.")
    what = N_("Cells whose current value is not the last entry: {count}.")
    why = N_("What pages show must be what was entered.")
    fix = _RESTORE
    query = """
        with latest as (
            select * from journal.valid_entries
            qualify row_number() over (
                partition by page_id, lesson_id, period_id, student_id, field
                order by entry_id desc
            ) = 1
        ),
        standing as (
            select entry_id, page_id, value from latest where value is not null
        ),
        shown as (select entry_id, page_id, value from journal.current)
        select page_id || ' ' || entry_id as place
        from (
            (select * from standing except all select * from shown)
            union all
            (select * from shown except all select * from standing)
        )
    """


class EntriesAreWhole(WarehouseRule):
    """Every entry names a known page, lesson, student and upload."""

    id = "entries_are_whole"
    clause = "1.4"
    severity = "warning"
    description = N_(
        "Every current entry names a known page, lesson, student and upload."
    )
    what = N_("Entries whose page, lesson or student is gone: {count}.")
    why = N_(
        "Usually the timetable was changed for days past: the entries are kept, and no "
        "page can show them."
    )
    fix = N_(
        "Restore the lesson, the group or the student in the set-up workbook, with the "
        "date from which it changed."
    )
    query = """
        select 'page ' || current.page_id as place
        from journal.current
        anti join journal.pages on current.page_id = pages.page_id
        -- What a homeroom teacher wrote stands on the sheet of the class, no page.
        anti join (
            select years.value || ':' || classes.class_id || ':' as page_id
            from setup.classes
            cross join setup.about as years
            where years.setting = 'year_id'
        ) as sheets
            on current.page_id = sheets.page_id and current.field = 'message'
        union all
        select 'lesson ' || current.lesson_id
        from journal.current
        anti join journal.lessons
            on current.page_id = lessons.page_id
            and current.lesson_id = lessons.lesson_id
        where current.lesson_id <> ''
        union all
        select 'student ' || current.student_id
        from journal.current
        anti join setup.students on current.student_id = students.student_id
        where current.student_id <> ''
        union all
        select 'upload ' || entries.upload_id
        from journal.entries
        anti join journal.uploads on entries.upload_id = uploads.upload_id
        anti join journal.imports on entries.upload_id = imports.import_id
        where entries.upload_id <> ''
    """


class EntriesHaveAuthorAndTime(WarehouseRule):
    """Every entry has an author and the server's time of receipt (§1.4)."""

    id = "entries_have_author_and_time"
    clause = "1.4"
    severity = "critical"
    description = N_("Every entry has an author and a time of receipt.")
    what = N_("Entries without author or time of receipt: {count}.")
    why = N_("Without them an electronic entry does not equal a paper one.")
    fix = _RESTORE
    query = """
        select entries.entry_id::varchar as place
        from journal.entries
        left join journal.uploads on entries.upload_id = uploads.upload_id
        where coalesce(entries.recorded_by, '') = '' or entries.recorded_at is null
            or entries.recorded_at <> coalesce(uploads.received_at, entries.recorded_at)
    """


class BlocksHoldTheirEntries(WarehouseRule):
    """A block's count is the number of its entries."""

    id = "blocks_hold_their_entries"
    clause = "2.10"
    severity = "critical"
    description = N_("Every block holds as many entries as it says.")
    what = N_("Blocks whose number of entries is not as sealed: {count}.")
    why = N_("An entry was added to, or taken from, a sealed block.")
    fix = _RESTORE
    query = """
        with counted as (
            select block_id, count(*) as count_entries
            from journal.entries group by block_id
        )
        select coalesce(blocks.block_id, counted.block_id)::varchar as place
        from journal.blocks
        full outer join counted on blocks.block_id = counted.block_id
        where coalesce(blocks.count_entries, 0) <> coalesce(counted.count_entries, 0)
    """


class UploadsAddUp(WarehouseRule):
    """Cells read are cells recorded, unchanged, kept out or in conflict."""

    id = "uploads_add_up"
    clause = "1.2"
    severity = "critical"
    description = N_("The cells of every upload are all accounted for.")
    what = N_("Uploads whose cells do not add up: {count}.")
    why = N_("A cell that is in no count was lost on its way.")
    fix = N_(
        "Hand the same workbook in again; if the totals still differ, tell the support."
    )
    query = """
        select upload_id as place
        from journal.uploads
        where status in ('recorded', 'unchanged')
            and count_cells
            <> count_recorded + count_unchanged + count_quarantined + count_conflicts
    """


class UploadsDoNotEmptyPages(WarehouseRule):
    """Volume: an upload that removes much more than it writes is looked at."""

    id = "uploads_do_not_empty_pages"
    clause = "1.4"
    severity = "warning"
    description = N_("No upload removes more than it writes.")
    what = N_("Uploads that mostly removed entries: {count}.")
    why = N_("An old copy of a workbook, confirmed in haste, looks so.")
    fix = N_(
        "Ask the teacher whether the removal was meant; the removed values stand in "
        "the history of the cells."
    )
    query = """
        select upload_id as place
        from journal.uploads
        where count_removals > 20 and count_removals > count_recorded
            and undoes_upload_id is null
            and upload_id not in (select upload_id from journal.void_uploads)
    """


class SummaryAgreesWithEntries(WarehouseRule):
    """The summary sheets count the marks that are in the ledger."""

    id = "summary_agrees_with_entries"
    clause = "2.9"
    severity = "critical"
    description = N_("Summary sheets count exactly the recorded marks.")
    what = N_("Pages whose summary does not agree with marks: {count}.")
    why = N_("The summary sheet must show what the journal holds.")
    fix = N_(
        "Hand in any change on the page, which makes its summary anew; if it stays, "
        "tell the support."
    )
    query = """
        with counted as (
            select
                current.page_id, count(current.mark_1) + count(current.mark_2) as marks
            from journal.current
            inner join journal.lessons
                on current.page_id = lessons.page_id
                and current.lesson_id = lessons.lesson_id
            where current.field = 'mark'
            group by current.page_id
        ),
        summed as (
            select page_id, sum(count_marks) as marks
            from journal.summary group by page_id
        )
        select coalesce(counted.page_id, summed.page_id) as place
        from counted
        full outer join summed on counted.page_id = summed.page_id
        where coalesce(counted.marks, 0) <> coalesce(summed.marks, 0)
    """


LEDGER_RULES: tuple[type[WarehouseRule], ...] = (
    EntryNumbersAreUnique,
    CurrentCellsAreUnique,
    FieldIsKnown,
    CurrentIsTheLastEntry,
    EntriesAreWhole,
    EntriesHaveAuthorAndTime,
    BlocksHoldTheirEntries,
    UploadsAddUp,
    UploadsDoNotEmptyPages,
    SummaryAgreesWithEntries,
)
