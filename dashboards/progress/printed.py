"""What *Class progress* shows as a form of tables: to print, and to compute with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from dashboards.forms.table_form import Form, FormTable
from dashboards.progress import attention
from dashboards.progress.hint_words import hint_of, what
from expectations.language import N_, say
from expectations.marks import shown
from warehouse.rounding import DEFAULT_RULE, rounded

if TYPE_CHECKING:
    from decimal import Decimal

    from dashboards.forms.made import Made
    from dashboards.forms.table_form import Cell


class OfClass(NamedTuple):
    """A class in a period, as its page answered."""

    unit: str
    period: str
    hints: pl.DataFrame
    sheet: pl.DataFrame
    attendance: pl.DataFrame
    rule: str = DEFAULT_RULE  # of rounding


class OfStudent(NamedTuple):
    """A student of a class in a period, as the card answered."""

    unit: str
    period: str
    period_id: str
    name: str
    hints: pl.DataFrame
    results: pl.DataFrame
    marks: pl.DataFrame
    attendance: pl.DataFrame
    rule: str = DEFAULT_RULE  # of rounding


def of_class(found: OfClass, made: Made) -> Form:
    """Return hints, averages by subject and missed lessons of a class."""
    language = made.language
    return _form(
        (
            (say(N_("Class"), language), found.unit),
            (say(N_("Period"), language), found.period),
        ),
        (
            _hints(found.hints, language),
            _averages(found, language),
            _missed(found.sheet, found.attendance, language),
        ),
        made,
    )


def of_student(found: OfStudent, made: Made) -> Form:
    """Return a student's card."""
    language = made.language
    return _form(
        (
            (say(N_("Student"), language), found.name),
            (say(N_("Class"), language), found.unit),
            (say(N_("Period"), language), found.period),
        ),
        (_subjects(found, language), _hints(found.hints, language)),
        made,
    )


def _form(
    told: tuple[tuple[str, str], ...], tables: tuple[FormTable, ...], made: Made
) -> Form:
    language = made.language
    return Form(
        title=say(N_("Class progress"), language),
        school_name=made.school_name,
        filters=told,
        tables=tables,
        rules=(
            say(
                N_(
                    "Hints are those of the published catalogue with the numbers of "
                    "the school; they are no entries (§2.4). Averages are of the marks "
                    "of the period."
                ),
                language,
            ),
        ),
        moment=made.moment,
        made_by=made.made_by,
        language=language,
    )


def _hints(hints: pl.DataFrame, language: str) -> FormTable:
    found = [*attention.of_kind(hints, "risk"), *attention.of_kind(hints, "chance")]
    found.sort(key=lambda one: (one["student_name"], one["student_id"]))
    return FormTable(
        say(N_("Hints about students"), language),
        (
            say(N_("Student"), language),
            say(N_("What is seen"), language),
            say(N_("What to do"), language),
        ),
        tuple(
            (
                one["student_name"],
                what(one, language),
                say(hint_of(one).to_do, language),
            )
            for one in found
        ),
    )


def _averages(whole: OfClass, language: str) -> FormTable:
    sheet = whole.sheet
    subjects = (
        sheet.select("subject_id", "subject_name", "subject_short_name")
        .unique()
        .sort("subject_name")
        .rows()
    )
    known: dict[tuple[str, str], dict[str, Cell]] = {}
    for one in sheet.sort("is_enrolled_at_end", maintain_order=True).iter_rows(
        named=True
    ):
        of_student = known.setdefault((one["student_id"], one["student_name"]), {})
        of_student[one["subject_id"]] = _average(one["average"], whole.rule)
    return FormTable(
        say(N_("Averages of the period"), language),
        (say(N_("Student"), language), *(short for _id, _name, short in subjects)),
        tuple(
            (name, *(averages.get(subject) for subject, *_rest in subjects))
            for (_student, name), averages in sorted(
                known.items(), key=lambda item: (item[0][1], item[0][0])
            )
        ),
    )


def _average(value: float | None, rule: str) -> Decimal | None:
    """Return an average with the two places that the page shows."""
    return None if value is None else rounded(value, 2, rule)


def _missed(sheet: pl.DataFrame, attendance: pl.DataFrame, language: str) -> FormTable:
    names = dict(sheet.select("student_id", "student_name").unique().rows())
    rows = [
        (
            names.get(one["student_id"], ""),
            one["count_lessons"],
            one["count_missed"],
            *_reasons(one),
        )
        for one in attendance.iter_rows(named=True)
    ]
    return FormTable(
        say(N_("Lessons missed"), language),
        (
            say(N_("Student"), language),
            say(N_("Lessons held"), language),
            say(N_("Lessons missed"), language),
            say(N_("ill"), language),
            say(N_("excused"), language),
            say(N_("without a reason"), language),
        ),
        tuple(sorted(rows, key=lambda one: str(one[0]))),
    )


def _reasons(one: dict[str, Any]) -> tuple[int, int, int]:
    ill, excused = one["count_missed_ill"], one["count_missed_excused"]
    return ill, excused, one["count_missed"] - ill - excused


def _subjects(found: OfStudent, language: str) -> FormTable:
    periods = (
        found.results.select("period_id", "period_name", "period_starts_on")
        .unique()
        .sort("period_starts_on")
        .rows()
    )
    missed = {one["page_id"]: one for one in found.attendance.iter_rows(named=True)}
    rows = []
    for (page_id, subject), results in found.results.group_by(
        ["page_id", "subject_name"], maintain_order=True
    ):
        of_period = {one["period_id"]: one for one in results.iter_rows(named=True)}
        now = of_period.get(found.period_id, {})
        marks = found.marks.filter(pl.col("page_id") == page_id)
        lessons = missed.get(str(page_id), {})
        rows.append(
            (
                str(subject),
                " ".join(marks["value_text"].to_list()),
                _average(now.get("average"), found.rule),
                _average(now.get("class_average"), found.rule),
                _average(now.get("class_median"), found.rule),
                lessons.get("count_missed"),
                lessons.get("count_lessons"),
                *(
                    shown(of_period[one]["final"] or "") if one in of_period else ""
                    for one, _name, _on in periods
                ),
            )
        )
    return FormTable(
        say(N_("Subjects of the student"), language),
        (
            say(N_("Subject"), language),
            say(N_("Marks in order"), language),
            say(N_("Average"), language),
            say(N_("Average of the class"), language),
            say(N_("Middle of the class"), language),
            say(N_("Lessons missed"), language),
            say(N_("Lessons held"), language),
            *(name for _id, name, _on in periods),
        ),
        tuple(rows),
    )
