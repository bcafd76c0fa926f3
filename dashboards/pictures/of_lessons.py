"""Pictures of lessons: marks given in them, and attendance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.pictures import drawing
from dashboards.pictures.of_finals import in_order
from dashboards.pictures.shown import Figure, Line, Shown, series_of
from expectations.language import N_, say

if TYPE_CHECKING:
    import polars as pl

    from dashboards.pictures.links import Links

_MARKS = (
    (N_("Marks “5”"), "count_5", drawing.BLUE),
    (N_("Marks “4”"), "count_4", drawing.SKY),
    (N_("Marks “3”"), "count_3", drawing.ORANGE),
    (N_("Marks “2”"), "count_2", drawing.VERMILION),
)
_REASONS = (
    (N_("ill"), "count_ill", drawing.SKY),
    (N_("excused"), "count_excused", drawing.ORANGE),
    (N_("without a reason"), "count_unexcused", drawing.VERMILION),
)


def given(found: pl.DataFrame, links: Links) -> Shown:
    """Return which marks were given in lessons."""
    language = links.language
    rows = in_order(found, links, "count_marks")
    lines = tuple(
        Line(
            one["key"],
            one["name"],
            (
                *(Figure(one[column], one["count_marks"]) for _n, column, _c in _MARKS),
                one["count_marks"],
            ),
        )
        for one in rows
    )
    return Shown(
        say(N_("Marks given"), language),
        say(
            N_("Stacked bars: shares of marks given in {count} groups, in percent."),
            language,
            count=len(lines),
        ),
        drawing.stacked(
            [links.told(one.name) for one in lines], _parts(_MARKS, lines, links)
        )
        if lines
        else None,
        drawing.height(len(lines), 1),
        (
            *(say(name, language) for name, _column, _colour in _MARKS),
            say(N_("Marks in all"), language),
        ),
        lines,
        say(N_("Marks given in lessons of the period; “4/5” is two marks."), language),
    )


def attendance(found: pl.DataFrame, links: Links) -> Shown:
    """Return lessons missed by reason, as parts of all lessons."""
    language = links.language
    rows = in_order(found, links, "attended_percent")
    lines = tuple(
        Line(
            one["key"],
            one["name"],
            (
                Figure(one["count_attended"], one["count_lessons"]),
                Figure(one["count_ill"], one["count_lessons"]),
                Figure(one["count_excused"], one["count_lessons"]),
                Figure(one["count_unexcused"], one["count_lessons"]),
            ),
        )
        for one in rows
    )
    series = [
        series_of(say(N_("attended"), language), drawing.BLUE, lines, 0, links),
        *(
            series_of(say(name, language), colour, lines, place, links)
            for place, (name, _column, colour) in enumerate(_REASONS, start=1)
        ),
    ]
    return Shown(
        say(N_("Attendance"), language),
        say(
            N_("Stacked bars: lessons attended, missed by reason, in {count} groups."),
            language,
            count=len(lines),
        ),
        drawing.stacked([links.told(one.name) for one in lines], series)
        if lines
        else None,
        drawing.height(len(lines), 1),
        (
            say(N_("attended"), language),
            *(say(name, language) for name, _column, _colour in _REASONS),
        ),
        lines,
        say(
            N_(
                "Of the lessons held while a student was on the roll, counted once per "
                "student (§2.5). Late is present."
            ),
            language,
        ),
    )


def _parts(
    kinds: tuple[tuple[str, str, str], ...], lines: tuple[Line, ...], links: Links
) -> list[drawing.Series]:
    return [
        series_of(say(name, links.language), colour, lines, place, links)
        for place, (name, _column, colour) in enumerate(kinds)
    ]
