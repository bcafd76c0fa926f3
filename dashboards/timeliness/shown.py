"""What *Timeliness* shows, as plain data: the page and its files draw from it."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from dashboards import cached, current
from dashboards.journal.figures import page_title
from dashboards.timeliness import asking
from dashboards.timeliness.counts import Counts
from warehouse.calendar import school_year
from warehouse.queries import timeliness, timeliness_choices
from warehouse.queries.timeliness_asked import LATENESS

if TYPE_CHECKING:
    import polars as pl

    from dashboards.timeliness.choice import Choice
    from warehouse.queries.timeliness import Asked
    from warehouse.viewer import Viewer

View: TypeAlias = Literal[
    "teacher", "subject", "unit", "level", "kind", "week", "slots", "lateness"
]
VIEWS: tuple[View, ...] = get_args(View)


class Group(NamedTuple):
    """One teacher, subject, class …: `key` is its code, of a week the Monday."""

    key: str
    name: str
    counts: Counts


class Owing(NamedTuple):
    """What a teacher owes on one page; moments are naive UTC."""

    person_id: str
    person_name: str
    page_id: str
    page_title: str
    count_due: int
    next_due_at: datetime | None
    count_overdue: int
    oldest_due_at: datetime | None


class Slot(NamedTuple):
    """Lessons of one weekday (1 = Monday) and one place in the day."""

    weekday: int
    slot: int
    counts: Counts


class Late(NamedTuple):
    """How many entries came late by a span of LATENESS."""

    span: str
    count_late: int  # with the excused ones
    count_excused: int


class Shown(NamedTuple):
    """Everything on the page at one moment, but for the list behind a figure."""

    asked: Asked  # `now` is the moment of all figures
    told: tuple[tuple[str, str], ...]  # what is asked about: («Предмет», «Химия»)
    address: tuple[tuple[str, str], ...]  # what is asked about, for links
    counts: Counts  # as asked: with or without excuses
    excused: Counts
    unexcused: Counts
    count_due: int  # today, of everything that the filters leave
    count_overdue: int  # of the whole school year
    owing: tuple[Owing, ...]
    view: View
    groups: tuple[Group, ...]  # of the view, empty for the two below
    slots: tuple[Slot, ...]
    lateness: tuple[Late, ...]
    deadlines: pl.DataFrame  # of the days asked about


def gather(viewer: Viewer, choice: Choice, view: View) -> Shown:
    """Ask for what the page shows of a choice; `view` says how it is broken down."""
    asked = asking.held(choice.asked)
    excused = _counts(viewer, asked._replace(counts_excuses=True))
    unexcused = (
        _counts(viewer, asked._replace(counts_excuses=False))
        if excused.excused
        else excused
    )
    owing = cached.ask(timeliness.due, viewer, owed_of(asked), end_of_today())
    return Shown(
        asked=asked,
        told=choice.told(),
        address=choice.address,
        counts=excused if asked.counts_excuses else unexcused,
        excused=excused,
        unexcused=unexcused,
        count_due=_sum(owing, "count_due", asked),
        count_overdue=_sum(owing, "count_overdue", asked),
        owing=_owing(owing),
        view=view,
        groups=_groups(viewer, asked, view),
        slots=_slots(viewer, asked) if view == "slots" else (),
        lateness=_lateness(viewer, asked) if view == "lateness" else (),
        deadlines=cached.ask(
            timeliness_choices.deadlines, viewer, asked.starts_on, asked.ends_on
        ),
    )


def end_of_today() -> datetime:
    """Return the last moment of the school's day."""
    return datetime.combine(current.today(), time.max, current.school().timezone)


def owed_of(asked: Asked) -> Asked:
    """Return the question about what is still to be entered: of the school year."""
    starts_on, ends_on = school_year(current.today())
    return asked._replace(starts_on=starts_on, ends_on=ends_on)


def _counts(viewer: Viewer, asked: Asked) -> Counts:
    found = cached.ask(timeliness.counts, viewer, asked, "all")
    return Counts.none() if found.is_empty() else Counts.of(found.row(0, named=True))


def _groups(viewer: Viewer, asked: Asked, view: View) -> tuple[Group, ...]:
    if view in {"slots", "lateness"}:
        return ()
    found = cached.ask(timeliness.counts, viewer, asked, view)
    return tuple(
        Group(row["key"], row["name"] or row["key"], Counts.of(row))
        for row in found.iter_rows(named=True)
    )


def _owing(found: pl.DataFrame) -> tuple[Owing, ...]:
    return tuple(
        Owing(
            row["person_id"],
            row["person_name"],
            row["page_id"],
            page_title(row),
            row["count_due"],
            row["next_due_at"],
            row["count_overdue"],
            row["oldest_due_at"],
        )
        for row in found.iter_rows(named=True)
    )


def _sum(found: pl.DataFrame, column: str, asked: Asked) -> int:
    """Add up; what two teachers owe together counts once, unless one is asked about."""
    is_one = asked.teacher_id or asked.whose == "own"
    return int(found[column if is_one else f"{column}_once"].sum())


def _slots(viewer: Viewer, asked: Asked) -> tuple[Slot, ...]:
    found = cached.ask(timeliness.counts_by_day_and_lesson, viewer, asked)
    return tuple(
        Slot(row["weekday"], row["slot"], Counts.of(row))
        for row in found.iter_rows(named=True)
    )


def _lateness(viewer: Viewer, asked: Asked) -> tuple[Late, ...]:
    found = cached.ask(timeliness.lateness, viewer, asked)
    known = {row[0]: row for row in found.iter_rows()}
    return tuple(Late(*known.get(span, (span, 0, 0))) for span in LATENESS)
