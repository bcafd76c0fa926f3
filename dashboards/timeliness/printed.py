"""What the page shows as a form of tables: the same data, to print and to compute."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dashboards.forms.table_form import Form, FormTable, Share
from dashboards.journal.figures import moment
from dashboards.timeliness import groups_view, rule_view
from dashboards.timeliness.words import LATENESS_NAMES, OUTCOME_NAMES, weekday
from expectations.language import N_, say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboards.forms.made import Made
    from dashboards.forms.table_form import Cell
    from dashboards.timeliness.counts import Counts
    from dashboards.timeliness.shown import Owing, Shown


def form(shown: Shown, made: Made, zone: ZoneInfo) -> Form:
    """Return the share, what it is broken down by, and what is owed now."""
    language = made.language
    return Form(
        title=say(N_("Timeliness"), language),
        school_name=made.school_name,
        filters=shown.told,
        tables=(
            _share(shown, language),
            _view(shown, language),
            _owing(shown, zone, language),
        ),
        rules=rule_view.sentences(shown, language),
        moment=made.moment,
        made_by=made.made_by,
        language=language,
    )


def _heads(first: str, language: str) -> tuple[str, ...]:
    return (
        first,
        say(N_("Share on time"), language),
        say(N_("Of how many"), language),
        *(say(words, language) for words in OUTCOME_NAMES.values()),
        say(N_("In all"), language),
    )


def _cells(counts: Counts) -> tuple[Cell, ...]:
    return (
        Share(counts.numerator, counts.denominator),
        counts.denominator,
        *(getattr(counts, name) for name in OUTCOME_NAMES),
        counts.total,
    )


def _share(shown: Shown, language: str) -> FormTable:
    with_excuses = say(N_("with accepted explanations"), language)
    without = say(N_("as if nothing were explained"), language)
    return FormTable(
        say(N_("Share on time"), language),
        _heads("", language),
        (
            (with_excuses, *_cells(shown.excused)),
            (without, *_cells(shown.unexcused)),
        ),
        note=_apart(shown.counts, language),
    )


def _apart(counts: Counts, language: str) -> str:
    early = say(N_("final marks before the last days of the period"), language)
    corrected = say(N_("corrected after the due time"), language)
    apart = say(N_("Counted apart"), language)
    return f"{apart}: {early} {counts.early}; {corrected} {counts.corrected}"


def _view(shown: Shown, language: str) -> FormTable:
    title = say(groups_view.VIEW_NAMES[shown.view], language)
    if shown.view == "lateness":
        return FormTable(
            title,
            (title, say(N_("Entries"), language), say(N_("excused"), language)),
            tuple(
                (
                    say(LATENESS_NAMES[one.span], language),
                    one.count_late,
                    one.count_excused,
                )
                for one in shown.lateness
            ),
        )
    if shown.view == "slots":
        lesson = say(N_("Lesson"), language)
        rows = [
            (f"{weekday(one.weekday, language)}, {one.slot}", *_cells(one.counts))
            for one in shown.slots
        ]
        return FormTable(title, _heads(lesson, language), tuple(rows))
    first = say(groups_view.ONE_OF[shown.view], language)
    groups = [
        (groups_view.name_of(shown.view, one, language), *_cells(one.counts))
        for one in groups_view.in_order(shown)
    ]
    return FormTable(title, _heads(first, language), tuple(groups))


def _owing(shown: Shown, zone: ZoneInfo, language: str) -> FormTable:
    return FormTable(
        say(N_("To be entered now"), language),
        (
            say(N_("Teacher"), language),
            say(N_("Journal page"), language),
            say(N_("Today"), language),
            say(N_("the next"), language),
            say(N_("Overdue"), language),
            say(N_("since"), language),
        ),
        tuple(
            (
                one.person_name,
                one.page_title,
                one.count_due,
                moment(one.next_due_at, zone, language) if one.next_due_at else None,
                one.count_overdue,
                moment(one.oldest_due_at, zone, language)
                if one.oldest_due_at
                else None,
            )
            for one in by_teacher(shown.owing)
        ),
    )


def by_teacher(owing: tuple[Owing, ...]) -> list[Owing]:
    """Return the pages of a teacher beside each other, the most overdue first."""
    overdue: Counter[str] = Counter()
    for one in owing:
        overdue[one.person_id] += one.count_overdue
    return sorted(
        owing,
        key=lambda one: (-overdue[one.person_id], one.person_name, one.person_id),
    )
