"""Rules of the whole warehouse: what no single cell can show.

Each holds a query, one row per violation with its `place`; whoever owns the database
runs it. `$today` is the school's date; other names are ids of `parameters.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from expectations.rules_ledger import LEDGER_RULES
from expectations.warehouse_rule import WarehouseRule

if TYPE_CHECKING:
    from collections.abc import Mapping


class MarksAreOnTheScale(WarehouseRule):
    """Every current mark and code is on the school's scale."""

    id = "marks_are_on_the_scale"
    clause = "2.5"
    severity = "critical"
    description = N_("Every recorded mark is on the school's scale.")
    what = N_("Recorded values off the scale: {count}.")
    why = N_("An average over other numbers is wrong.")
    fix = N_(
        "If the scale was changed, restore the mark or code in the set-up workbook; "
        "else correct the cells."
    )
    query = """
        select current.page_id || ' ' || current.lesson_id || ' ' || current.student_id
            as place
        from journal.current
        where current.field = 'mark' and (
            (current.mark_1 is not null and current.mark_1 not in (
                select value from setup.mark_scale
                where kind = 'mark' and valid_to is null
            ))
            or (current.mark_2 is not null and current.mark_2 not in (
                select value from setup.mark_scale
                where kind = 'mark' and valid_to is null
            ))
            or (current.attendance is not null and current.attendance not in (
                select code from setup.mark_scale
                where kind = 'attendance' and valid_to is null
            ))
        )
    """


class MarksAreOnTheRoll(WarehouseRule):
    """Marks stay with students who were on the page's roll that day (§2.13)."""

    id = "marks_are_on_the_roll"
    clause = "2.13"
    severity = "warning"
    description = N_("Every recorded mark is of a student on the roll.")
    what = N_("Marks of students not on the roll that day: {count}.")
    why = N_(
        "Usually a movement was entered late, and marks of the days between remain."
    )
    fix = N_("Check the dates of enrolment and leaving with the secretary.")
    query = """
        select current.lesson_id || ' ' || current.student_id as place
        from journal.current
        inner join journal.lessons on current.lesson_id = lessons.lesson_id
        where current.field = 'mark' and not exists (
            select 1 from journal.roster
            where roster.page_id = current.page_id
                and roster.student_id = current.student_id
                and roster.starts_on <= lessons.lesson_on
                and coalesce(roster.ends_on, date '9999-12-31') >= lessons.lesson_on
        )
    """


class CancelledLessonsHoldNoMarks(WarehouseRule):
    """A lesson that was cancelled after entries were made keeps them by mistake."""

    id = "cancelled_lessons_hold_no_marks"
    clause = "2.5"
    severity = "warning"
    description = N_("No cancelled lesson holds marks or absences.")
    what = N_("Cancelled lessons with marks or absences: {count}.")
    why = N_("In a lesson that was not held nobody was marked or absent.")
    fix = N_("Correct the lesson's status, or remove its entries.")
    query = """
        select distinct said.lesson_id as place
        from journal.current as said
        inner join journal.current as marks
            on said.lesson_id = marks.lesson_id and marks.field = 'mark'
        where said.field = 'status' and said.value = 'cancelled'
        union
        select distinct marks.lesson_id
        from journal.current as marks
        inner join journal.replaced_lessons as replaced
            on marks.lesson_id = replaced.lesson_id and replaced.kind = 'cancelled'
        where marks.field in ('mark', 'attendance_taken', 'topic')
    """


class HeldLessonsHaveMarks(WarehouseRule):
    """In a lesson somebody is asked (§2.5): none marked and none absent is odd."""

    id = "held_lessons_have_marks"
    clause = "2.5"
    severity = "warning"
    description = N_("In every held lesson somebody has a mark.")
    what = N_("Held lessons without a mark for anyone: {count}.")
    why = N_(
        "Marks are entered in the lesson or the same day; a lesson without any was "
        "perhaps not entered."
    )
    fix = N_("Enter the marks of these lessons if there were any.")
    query = """
        select said.lesson_id as place
        from journal.current as said
        inner join journal.lessons on said.lesson_id = lessons.lesson_id
        inner join journal.pages on said.page_id = pages.page_id
        where said.field = 'status' and said.value in ('held', 'replaced')
            and pages.grading = 'marks' and lessons.lesson_on < $today
            and not exists (
                select 1 from journal.current as marks
                where marks.lesson_id = said.lesson_id
                    and marks.field = 'mark' and marks.mark_1 is not null
            )
    """


class TwosAreCorrected(WarehouseRule):
    """After a “2” the student is asked again within the next lessons."""

    id = "twos_are_corrected"
    clause = "2.5"
    severity = "warning"
    description = N_("A “2” is followed by a better mark.")
    what = N_(
        "“2” not followed by a better mark in the next {correction_lessons} lessons: "
        "{count}."
    )
    why = N_("A student is given the chance to correct a “2” soon.")
    fix = N_("Ask these students again and enter the mark.")
    query = """
        with numbered as (
            select
                lesson_id, page_id,
                row_number() over (partition by page_id order by lesson_on, slot)
                    as number
            from journal.lessons where lesson_on < $today
        ),
        marks as (
            select
                current.page_id, current.student_id, current.lesson_id, numbered.number,
                least(current.mark_1, coalesce(current.mark_2, current.mark_1)) as low,
                greatest(current.mark_1, coalesce(current.mark_2, current.mark_1))
                    as high
            from journal.current
            inner join numbered on current.lesson_id = numbered.lesson_id
            where current.field = 'mark' and current.mark_1 is not null
        ),
        given as (select page_id, max(number) as last from numbered group by page_id)
        select twos.lesson_id || ' ' || twos.student_id as place
        from marks as twos
        inner join given on twos.page_id = given.page_id
        where twos.low = 2 and given.last >= twos.number + $correction_lessons
            and not exists (
                select 1 from marks as later
                where later.page_id = twos.page_id
                    and later.student_id = twos.student_id
                    and later.number > twos.number
                    and later.number <= twos.number + $correction_lessons
                    and later.high > 2
            )
    """


class StudentsAreInOneLessonAtATime(WarehouseRule):
    """Nobody is marked present in two lessons that overlap."""

    id = "students_are_in_one_lesson_at_a_time"
    clause = "2.5"
    severity = "warning"
    description = N_("No student is marked in two lessons at once.")
    what = N_("Students marked in two lessons at the same time: {count}.")
    why = N_("One of the two teachers mixed up students or lessons.")
    fix = N_("Compare the two pages and remove the wrong entry.")
    query = """
        with present as (
            select
                current.student_id, current.page_id, lessons.lesson_id,
                lessons.lesson_on, lessons.starts_at, lessons.ends_at
            from journal.current
            inner join journal.lessons on current.lesson_id = lessons.lesson_id
            where current.field = 'mark' and current.mark_1 is not null
                and coalesce(current.attendance, 'о') = 'о'
        )
        select one.student_id || ' ' || one.lesson_id || ' ' || other.lesson_id as place
        from present as one
        inner join present as other
            on one.student_id = other.student_id and one.lesson_on = other.lesson_on
            and one.lesson_id < other.lesson_id
            and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    """


class FinalsAreComplete(WarehouseRule):
    """Each student has a final mark, ОСВ or Н/А in each ended period (§2.8)."""

    id = "finals_are_complete"
    clause = "2.8"
    severity = "warning"
    description = N_("Every student has a final mark in an ended period.")
    what = N_("Final marks missing in ended periods: {count}.")
    why = N_("Each student gets a final mark, ОСВ or Н/А before the holidays.")
    fix = N_("Ask the teachers of these pages for their final marks.")
    query = """
        select
            roster.page_id || ' ' || finals.period_id || ' ' || roster.student_id
                as place
        from (
            select page_id, period_id, ends_on from journal.page_periods
            union all
            select page_id, period_id, ends_on from journal.page_attestations
            where kind <> 'exam'
        ) as finals
        inner join journal.pages on finals.page_id = pages.page_id
        inner join journal.roster
            on finals.page_id = roster.page_id
            and roster.starts_on <= finals.ends_on
            and coalesce(roster.ends_on, date '9999-12-31') >= finals.ends_on
        left join journal.current
            on current.page_id = roster.page_id and current.field = 'final'
            and current.period_id = finals.period_id
            and current.student_id = roster.student_id
        where finals.ends_on < $today and pages.grading <> 'none'
            and current.value is null
    """


class PagesAreKept(WarehouseRule):
    """A page with lessons is written; counted in lesson days, it sleeps in holidays."""

    id = "pages_are_kept"
    clause = "2.5"
    severity = "warning"
    description = N_("Every page with lessons gets entries.")
    what = N_(
        "Pages without an entry for {silent_lesson_days} days with lessons: {count}."
    )
    why = N_("Attendance and marks are entered on the day of the lesson.")
    fix = N_("Remind the teachers of these pages to hand in.")
    query = """
        with written as (
            select page_id, max(recorded_at)::date as last_on
            from journal.valid_entries group by page_id
        )
        select lessons.page_id as place
        from journal.lessons
        left join written on lessons.page_id = written.page_id
        where lessons.lesson_on < $today
            and lessons.lesson_on > coalesce(written.last_on, date '1900-01-01')
        group by lessons.page_id
        having count(distinct lessons.lesson_on) >= $silent_lesson_days
    """


class PagesHaveATeacher(WarehouseRule):
    """A page with lessons to come has someone who keeps it (§2.3)."""

    id = "pages_have_a_teacher"
    clause = "2.3"
    severity = "warning"
    description = N_("Every page with lessons to come has a teacher.")
    what = N_("Pages with lessons to come and no teacher: {count}.")
    why = N_("Nobody can hand in for such a page.")
    fix = N_("Enter the teacher in the load of the set-up workbook.")
    query = """
        select distinct lessons.page_id as place
        from journal.lessons
        where lessons.lesson_on >= $today and not exists (
            select 1 from journal.page_teachers
            where page_teachers.page_id = lessons.page_id
                and coalesce(page_teachers.ends_on, date '9999-12-31')
                >= lessons.lesson_on
                and page_teachers.starts_on <= lessons.lesson_on
        )
    """


WAREHOUSE_RULES: tuple[type[WarehouseRule], ...] = (
    *LEDGER_RULES,
    MarksAreOnTheScale,
    MarksAreOnTheRoll,
    CancelledLessonsHoldNoMarks,
    HeldLessonsHaveMarks,
    TwosAreCorrected,
    StudentsAreInOneLessonAtATime,
    FinalsAreComplete,
    PagesAreKept,
    PagesHaveATeacher,
)
WAREHOUSE_RULE_BY_ID: Mapping[str, type[WarehouseRule]] = {
    rule.id: rule for rule in WAREHOUSE_RULES
}
