"""What the weekly mail says of a child, before it is text or HTML."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import format_date

from dashboards.journal.figures import ratio, short_name
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from dashboards.mail.weekly_facts import About, Absence, Child, Mark


class Row(NamedTuple):
    """One line: when (or what) it is about, the subject, what is said, the figure."""

    when: str
    what: str
    detail: str = ""
    value: str = ""


class Section(NamedTuple):
    """A title and its lines; the third head is over the figures."""

    title: str
    heads: tuple[str, str, str]
    rows: list[Row]


_KINDS = {
    "missed": N_("Missed: {lessons}"),
    "late": N_("Late: {lessons}"),
    "": N_("No longer marked as missed or late: {lessons}"),
}


def sections(child: Child, about: About, language: str) -> list[Section]:
    """Return what there is to say, what is to be done first; nothing is empty."""
    made = [
        _homework(child, language),
        _marks(child, language),
        _absences(child, language),
        _finals(child, language),
        _messages(child, language),
        _averages(child, about, language),
    ]
    return [section for section in made if section.rows]


def _homework(child: Child, language: str) -> Section:
    rows = [
        Row(day_name(one.due_on, language), one.subject_name, one.text)
        for one in child.homework
    ]
    heads = (say(N_("For"), language), say(N_("Homework"), language), "")
    return Section(say(N_("Homework for the coming days"), language), heads, rows)


def _marks(child: Child, language: str) -> Section:
    rows = [
        Row(
            day_name(one.lesson_on, language),
            one.subject_name,
            " · ".join(filter(None, (one.work_types, _corrected(one, language)))),
            one.marks or "—",
        )
        for one in child.marks
    ]
    heads = (
        say(N_("Day"), language),
        say(N_("Subject and kind of work"), language),
        say(N_("Mark"), language),
    )
    return Section(say(N_("New marks"), language), heads, rows)


def _corrected(mark: Mark, language: str) -> str:
    if not mark.former:
        return ""
    words = N_("corrected, was {mark}") if mark.marks else N_("taken back, was {mark}")
    return say(words, language, mark=mark.former)


def _absences(child: Child, language: str) -> Section:
    rows = [
        Row(day_name(on, language), say(_KINDS[kind], language, lessons=lessons))
        for on, kind, lessons in _by_day(child.absences)
    ]
    heads = (say(N_("Day"), language), say(N_("Lessons"), language), "")
    return Section(say(N_("Attendance"), language), heads, rows)


def _by_day(absences: list[Absence]) -> Iterator[tuple[date, str, str]]:
    order = list(_KINDS)
    by_kind = sorted(
        absences, key=lambda one: (one.lesson_on, order.index(one.kind), one.slot)
    )
    for (on, kind), group in groupby(
        by_kind, key=lambda one: (one.lesson_on, one.kind)
    ):
        yield on, kind, ", ".join(one.subject_name for one in group)


def _finals(child: Child, language: str) -> Section:
    rows = [
        Row(one["period_name"], one["subject_name"], "", shown(one["final"] or ""))
        for one in child.finals
    ]
    heads = (
        say(N_("Period"), language),
        say(N_("Subject"), language),
        say(N_("Mark"), language),
    )
    return Section(say(N_("New final marks"), language), heads, rows)


def _messages(child: Child, language: str) -> Section:
    """Quote what went to the whole class; what is about the child is read inside."""
    rows = [
        Row(
            day_name(one["message_on"], language),
            short_name(one["person_name"]),
            one["value_text"]
            if one["is_to_class"]
            else say(N_("A message to you: read it in the diary."), language),
        )
        for one in child.messages
    ]
    rows = list(dict.fromkeys(rows))
    heads = (say(N_("Day"), language), say(N_("From whom"), language), "")
    return Section(say(N_("Messages of teachers"), language), heads, rows)


def _averages(child: Child, about: About, language: str) -> Section:
    """Tell the averages of the subjects that have new marks: what they come to."""
    new = {one.subject_name for one in child.marks}
    rows = [
        Row(
            one["subject_name"],
            "",
            "",
            ratio(
                one["sum_marks"],
                one["count_marks"],
                language,
                2,
                about.rounding,
            ),
        )
        for one in child.averages
        if one["subject_name"] in new
    ]
    heads = (say(N_("Subject"), language), "", say(N_("Average"), language))
    title = say(
        N_("Averages of these subjects: {period}"), language, period=child.period_name
    )
    return Section(title, heads, rows)


def day_name(on: date, language: str) -> str:
    """Return «пн, 30.11» or «Mon 30 Nov»."""
    pattern = "ccc, dd.MM" if language == "ru" else "ccc d MMM"
    return str(format_date(on, pattern, locale=language))
