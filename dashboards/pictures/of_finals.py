"""Pictures of final marks: quality and success, over periods, distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE
from dashboards.pictures import drawing
from dashboards.pictures.shown import Figure, Line, Shown, series_of
from expectations.language import N_, say

if TYPE_CHECKING:
    import polars as pl

    from dashboards.pictures.links import Links

_LEVELLED = frozenset({"level", "class"})  # shown in the order of grades
_KINDS = (
    (N_("Marks “5”"), "count_5", drawing.BLUE),
    (N_("Marks “4”"), "count_4", drawing.SKY),
    (N_("Marks “3”"), "count_3", drawing.ORANGE),
    (N_("Marks “2”"), "count_2", drawing.VERMILION),
    (N_("Н/А"), "count_not_attested", drawing.GREY),
)
_NOTE = N_(
    "N: students with a final mark or Н/А, without ОСВ and зачёт. Success = 100 · "
    "(5 + 4 + 3) / N, quality = 100 · (5 + 4) / N, СОУ by the weights of the school, "
    "average over final marks that are numbers (§2.9). A journal page of two teachers "
    "counts for each of them."
)


def quality(found: pl.DataFrame, links: Links) -> Shown:
    """Return success and quality beside each other, group by group."""
    language = links.language
    rows = in_order(
        found.filter(found["count_attested_base"] > 0), links, "quality_percent"
    )
    lines = tuple(
        Line(
            one["key"],
            one["name"],
            (
                _success(one),
                _quality(one),
                Figure(one["sou_sum"], one["count_attested_base"], factor=1),
                Figure(one["sum_finals"], one["count_marked"], 1, 2, ""),
                *(one[column] for _name, column, _colour in _KINDS),
                one["count_exempt"],
                one["count_without_final"],
            ),
        )
        for one in rows
    )
    names = [links.told(one.name) for one in lines]
    series = [
        series_of(say(name, language), colour, lines, place, links)
        for place, (name, colour) in enumerate(
            (
                (N_("Success, %"), drawing.ORANGE),
                (N_("Quality, %"), drawing.BLUE),
            )
        )
    ]
    return Shown(
        say(N_("Quality and success"), language),
        say(
            N_("Bar chart: success and quality of {count} groups, in percent."),
            language,
            count=len(lines),
        ),
        drawing.bars(names, series) if lines else None,
        drawing.height(len(lines), 2),
        (
            say(N_("Success, %"), language),
            say(N_("Quality, %"), language),
            say(N_("СОУ, %"), language),
            say(N_("Average mark"), language),
            *(say(name, language) for name, _column, _colour in _KINDS),
            say(N_("ОСВ"), language),
            say(N_("No final mark yet"), language),
        ),
        lines,
        say(_NOTE, language),
    )


def distribution(found: pl.DataFrame, links: Links) -> Shown:
    """Return which final marks there are, each group as a bar of 100 percent."""
    language = links.language
    rows = in_order(
        found.filter(found["count_attested_base"] > 0), links, "quality_percent"
    )
    lines = tuple(
        Line(
            one["key"],
            one["name"],
            (
                *(
                    Figure(one[column], one["count_attested_base"])
                    for _name, column, _colour in _KINDS
                ),
                one["count_attested_base"],
            ),
        )
        for one in rows
    )
    series = [
        series_of(say(name, language), colour, lines, place, links)
        for place, (name, _column, colour) in enumerate(_KINDS)
    ]
    return Shown(
        say(N_("Final marks"), language),
        say(
            N_("Stacked bars: shares of final marks in {count} groups, in percent."),
            language,
            count=len(lines),
        ),
        drawing.stacked([links.told(one.name) for one in lines], series)
        if lines
        else None,
        drawing.height(len(lines), 1),
        (*(say(name, language) for name, _column, _colour in _KINDS), "N"),
        lines,
        say(_NOTE, language),
    )


def over_periods(found: pl.DataFrame, links: Links) -> Shown:
    """Return the quality of each group from period to period."""
    language = links.language
    periods = found["period_name"].unique(maintain_order=True).to_list()
    groups: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for one in found.iter_rows(named=True):
        groups.setdefault((one["key"], one["name"]), {})[one["period_name"]] = one
    lines = tuple(
        Line(
            key,
            name,
            tuple(
                figure
                for period in periods
                for figure in (
                    _quality(of_period.get(period)),
                    _success(of_period.get(period)),
                )
            ),
        )
        for (key, name), of_period in groups.items()
    )
    names = [links.told(one.name) for one in lines]
    are_lines = len(periods) > 1 and len(lines) <= drawing.MOST_LINES
    return Shown(
        say(N_("Over the periods"), language),
        say(
            N_("Chart: quality in percent over the periods: {names}."),
            language,
            names=", ".join(names) or NONE,
        ),
        _chart(periods, lines, names, links, are_lines=are_lines) if lines else None,
        340 if are_lines else drawing.height(len(lines), len(periods)),
        tuple(
            say(words, language, period=period)
            for period in periods
            for words in (N_("{period}: quality"), N_("{period}: success"))
        ),
        lines,
        say(_NOTE, language),
    )


def _chart(
    periods: list[str],
    lines: tuple[Line, ...],
    names: list[str],
    links: Links,
    *,
    are_lines: bool,
) -> dict[str, Any]:
    """Return a line a group; of many groups, or of one period, a bar for each period.

    Seven lines cannot be told apart, and a line of one point shows nothing.
    """
    if not are_lines:
        quality = N_("{period}: quality")
        bars = [
            series_of(
                say(quality, links.language, period=period),
                drawing.COLOURS[place % len(drawing.COLOURS)],
                lines,
                2 * place,
                links,
            )
            for place, period in enumerate(periods)
        ]
        return drawing.bars(names, bars)
    values = [
        [
            part.value(links.rule) if isinstance(part, Figure) else None
            for part in one.cells[::2]
        ]
        for one in lines
    ]
    return drawing.lines(periods, list(zip(names, values, strict=True)))


def in_order(found: pl.DataFrame, links: Links, figure: str) -> list[dict[str, Any]]:
    """Return levels and classes by grade, others with the lowest figure first."""
    if links.choice.by in _LEVELLED:
        return found.rows(named=True)
    return found.sort(figure, "name", nulls_last=True).rows(named=True)


def _success(one: dict[str, Any] | None) -> Figure:
    return Figure(one["count_success"], one["count_attested_base"]) if one else _NOTHING


def _quality(one: dict[str, Any] | None) -> Figure:
    return Figure(one["count_quality"], one["count_attested_base"]) if one else _NOTHING


_NOTHING = Figure(0, 0)
