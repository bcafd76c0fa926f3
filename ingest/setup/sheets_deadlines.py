"""Deadlines: by when each kind of entry is due, counted from what, by which act."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.setup.columns import Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

DEADLINE_KINDS = {
    "attendance": N_("attendance of a lesson"),
    "lesson_mark": N_("mark for a lesson"),
    "written_mark": N_("mark for a written work"),
    "topic": N_("topic of a lesson"),
    "homework": N_("homework of a lesson"),
    "final": N_("final mark of a period"),
    "set_up": N_("forming the sections of the journal"),
    "export": N_("export of summary sheets"),
    "breach": N_("report of a breach of access"),
}
COUNTED_FROM = {
    "lesson_day": N_("the day of the lesson"),
    "lesson_end": N_("the end of the lesson"),
    "class_day_end": N_("the end of the class's last lesson"),
    "period_end": N_("the end of the period: its last days"),
    "month": N_("every month"),
    "september": N_("September"),
    "learned": N_("learning of it"),
}
DEADLINE_UNITS = {
    "working_days": N_("working days"),
    "days": N_("calendar days"),
    "minutes": N_("minutes"),
    "day_of_month": N_("day of the month"),
}


class Bounds(NamedTuple):
    """The lowest and the highest amount that can be meant."""

    lowest: int
    highest: int


# counted_from → unit → amounts
Ways = dict[str, dict[str, Bounds]]
_MINUTES = {"minutes": Bounds(0, 7 * 24 * 60)}
_DAYS = {"working_days": Bounds(0, 30), "days": Bounds(0, 60)}
_AFTER_LESSON: Ways = {
    "lesson_day": _DAYS,
    "lesson_end": _MINUTES,
    "class_day_end": _MINUTES,
}
WAYS: Mapping[str, Ways] = {
    "attendance": _AFTER_LESSON,
    "lesson_mark": _AFTER_LESSON,
    "written_mark": _AFTER_LESSON,
    "topic": _AFTER_LESSON,
    "homework": _AFTER_LESSON,
    "final": {"period_end": {"days": Bounds(1, 60)}},
    "set_up": {"september": {"day_of_month": Bounds(1, 30)}},
    "export": {"month": {"day_of_month": Bounds(1, 28)}},
    "breach": {"learned": _DAYS | _MINUTES},
}

DEADLINES = Sheet(
    table="deadlines",
    title=N_("Deadlines"),
    help=N_(
        "By when each kind of entry is due; a kind that is left out keeps its deadline."
    ),
    key=("kind",),
    is_required=False,
    keeps_left_out=True,
    columns=(
        Column(
            "kind",
            N_("What is due"),
            "choice",
            38,
            N_("Leave this column as it is: each kind once."),
            is_required=True,
            choices=DEADLINE_KINDS,
        ),
        Column(
            "counted_from",
            N_("Counted from"),
            "choice",
            36,
            N_("For lessons: their day, their end, or the class's last lesson."),
            is_required=True,
            choices=COUNTED_FROM,
        ),
        Column(
            "amount",
            N_("How many"),
            "integer",
            16,
            N_("0 of days is the same day, 0 of minutes the end itself."),
            is_required=True,
        ),
        Column(
            "unit",
            N_("Days or minutes"),
            "choice",
            20,
            N_("In what the term is counted."),
            is_required=True,
            choices=DEADLINE_UNITS,
        ),
        Column(
            "clause",
            N_("Clause of the regulation"),
            "text",
            20,
            N_("As it is shown beside an entry: §2.5."),
            is_required=True,
        ),
        Column(
            "source",
            N_("The school's own act"),
            "text",
            44,
            N_("Where the school has set this term; empty for the regulation's own."),
        ),
    ),
)
