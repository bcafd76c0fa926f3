"""Who is on which journal page on which days: from dated set-up rows to stays."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

ALWAYS = date(9999, 12, 31)  # the end of what still lasts
_DAY = timedelta(days=1)


class Days(NamedTuple):
    """A span of days, both included."""

    first: date
    last: date


class Page(NamedTuple):
    """What a roster depends on."""

    page_id: str
    unit_id: str
    unit_kind: str  # class, group, individual
    subject_id: str


class Stay(NamedTuple):
    """One student on one page without a gap."""

    page_id: str
    student_id: str
    class_id: str
    starts_on: date
    ends_on: date | None


class Membership(NamedTuple):
    """Who was where: a student in a class or in a group."""

    unit_id: str
    student_id: str
    days: Days


def joined(spans: Iterable[Days]) -> list[Days]:
    """Return spans in order, overlapping and adjoining ones made one."""
    result: list[Days] = []
    for span in sorted(spans):
        if result and (
            result[-1].last == ALWAYS or span.first <= result[-1].last + _DAY
        ):
            result[-1] = Days(result[-1].first, max(result[-1].last, span.last))
        else:
            result.append(span)
    return result


def common(some: Iterable[Days], others: Iterable[Days]) -> list[Days]:
    """Return the days that both have."""
    others = list(others)
    shared = (
        Days(max(one.first, other.first), min(one.last, other.last))
        for one in some
        for other in others
    )
    return joined(span for span in shared if span.first <= span.last)


def without(some: Iterable[Days], taken: Iterable[Days]) -> list[Days]:
    """Return the days of the first that the second does not have."""
    left = list(some)
    for cut in taken:
        parts = []
        for span in left:
            if cut.last < span.first or cut.first > span.last:
                parts.append(span)
                continue
            if span.first < cut.first:
                parts.append(Days(span.first, cut.first - _DAY))
            if cut.last < span.last:
                parts.append(Days(cut.last + _DAY, span.last))
        left = parts
    return left


def class_stays(cursor: duckdb.DuckDBPyConnection, starts_on: date) -> list[Membership]:
    """Return the stays of students in classes, from the year's first day on."""
    rows = cursor.execute(
        """
        select
            class_id, student_id,
            greatest(coalesce(enrolled_on, $starts_on), valid_from, $starts_on),
            least(coalesce(left_on, $always), coalesce(valid_to - 1, $always))
        from setup.students
        """,
        {"starts_on": starts_on, "always": ALWAYS},
    ).fetchall()
    return _memberships(rows)


def group_stays(cursor: duckdb.DuckDBPyConnection, starts_on: date) -> list[Membership]:
    """Return the stays of students in study groups, from the year's first day on."""
    rows = cursor.execute(
        """
        select
            group_id, student_id,
            greatest(coalesce(joined_on, $starts_on), valid_from, $starts_on),
            least(coalesce(left_on, $always), coalesce(valid_to - 1, $always))
        from setup.group_members
        """,
        {"starts_on": starts_on, "always": ALWAYS},
    ).fetchall()
    return _memberships(rows)


def _memberships(rows: Iterable[tuple[str, str, date, date]]) -> list[Membership]:
    spans: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for unit_id, student_id, first, last in rows:
        if first <= last:
            spans[unit_id, student_id].append(Days(first, last))
    return [
        Membership(unit_id, student_id, days)
        for (unit_id, student_id), found in sorted(spans.items())
        for days in joined(found)
    ]


def roster(
    pages: Iterable[Page],
    in_classes: Iterable[Membership],
    in_groups: Iterable[Membership],
) -> list[Stay]:
    """Return who is on each page and when.

    A student with an individual plan in a subject is not on the class's page of that
    subject (§2.3); a student who left the school is in no group any more.
    """
    pages = sorted(pages)
    of_unit: dict[str, list[Membership]] = defaultdict(list)
    of_student: dict[str, list[Membership]] = defaultdict(list)
    for membership in in_classes:
        of_unit[membership.unit_id].append(membership)
        of_student[membership.student_id].append(membership)
    for membership in in_groups:
        of_unit[membership.unit_id].append(membership)
    individual: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for page in pages:
        if page.unit_kind == "individual":
            for membership in of_unit[page.unit_id]:
                key = (membership.student_id, page.subject_id)
                individual[key].append(membership.days)
    stays = []
    for page in pages:
        for unit_id, student_id, days in of_unit[page.unit_id]:
            if page.unit_kind == "class":
                taken = individual.get((student_id, page.subject_id), [])
                spans = [(unit_id, span) for span in without([days], taken)]
            else:
                spans = [
                    (home.unit_id, span)
                    for home in of_student[student_id]
                    for span in common([days], [home.days])
                ]
            stays += [
                Stay(page.page_id, student_id, class_id, first, _open(last))
                for class_id, (first, last) in spans
            ]
    return sorted(stays, key=lambda stay: stay[:4])


def _open(last: date) -> date | None:
    return None if last == ALWAYS else last
