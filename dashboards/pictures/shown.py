"""A picture as plain data: the chart, its words, and the table of the same figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from dashboards.forms.table_form import Form, FormTable
from dashboards.journal.figures import NONE, number, ratio
from dashboards.pictures.drawing import Series
from dashboards.tables import cell, heading, row, table, upright
from expectations.language import N_, say
from warehouse.rounding import rounded_ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.forms.made import Made
    from dashboards.pictures.links import Links

PERCENT = "\N{NO-BREAK SPACE}%"


class Figure(NamedTuple):
    """A figure of a formula that keeps both its sides: factor · of / out_of."""

    of: float
    out_of: int
    factor: int = 100
    places: int = 1
    unit: str = PERCENT

    def written(self, language: str, rule: str) -> str:
        """Return «86,4 %»; of nothing it is a dash and never 0."""
        if not self.out_of:
            return NONE
        told = ratio(self.factor * self.of, self.out_of, language, self.places, rule)
        return f"{told}{self.unit}"

    def value(self, rule: str) -> float | None:
        """Return the rounded figure as a number, for a chart or a workbook."""
        found = rounded_ratio(self.factor * self.of, self.out_of, self.places, rule)
        return None if found is None else float(found)


Cell: TypeAlias = int | Figure


class Line(NamedTuple):
    """One group in the table: its code, its name, its figures and counts."""

    key: str
    name: str
    cells: tuple[Cell, ...]


class Shown(NamedTuple):
    """What is drawn and printed; no `options` means that there is nothing to draw."""

    title: str
    alt: str
    options: dict[str, Any] | None
    height: int
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str  # how the figures are made


def series_of(
    name: str, colour: str, lines: Sequence[Line], place: int, links: Links
) -> Series:
    """Return one column of the table as bars of a chart."""
    figures = [part for one in lines if isinstance(part := one.cells[place], Figure)]
    return Series(
        name,
        colour,
        [one.value(links.rule) for one in figures],
        [one.written(links.language, links.rule) for one in figures],
    )


def render(shown: Shown, links: Links, first: str, rule: str) -> str:
    """Return the table; each figure stands over its numerator and denominator."""
    figures = shown.lines[0].cells
    head = row(
        heading(first, "name"),
        *(
            heading(one, "over") if isinstance(figures[place], Figure) else upright(one)
            for place, one in enumerate(shown.heads)
        ),
    )
    body = [
        row(
            links.name(one.key, one.name),
            *(_cell(part, links.language, rule) for part in one.cells),
        )
        for one in shown.lines
    ]
    return table(shown.title, [head], body, is_grid=True)


def _cell(part: Cell, language: str, rule: str) -> str:
    if isinstance(part, int):
        return cell(str(part or ""), "number")
    if not part.out_of:
        return cell(NONE, "number quiet")
    of, out_of = number(part.of, language, 0), number(part.out_of, language, 0)
    return (
        f'<td class="number fraction"><b>{escape(part.written(language, rule))}</b>'
        f"<small>{escape(of)} / {escape(out_of)}</small></td>"
    )


def form(
    shown: Shown, told: Sequence[tuple[str, str]], links: Links, first: str, made: Made
) -> Form:
    """Return the table as a form; both sides of a figure have own columns."""
    language = made.language
    heads: list[str] = [first]
    for place, name in enumerate(shown.heads):
        heads.append(name)
        if isinstance(shown.lines[0].cells[place], Figure):
            heads += [say(N_("of"), language), say(N_("out of"), language)]
    rows = []
    for line in shown.lines:
        cells: list[str | int | float | None] = [links.told(line.name)]
        for part in line.cells:
            if isinstance(part, Figure):
                cells += [part.value(links.rule), int(part.of), part.out_of]
            else:
                cells.append(part)
        rows.append(tuple(cells))
    return Form(
        title=say(N_("School pictures"), language),
        school_name=made.school_name,
        filters=tuple(told),
        tables=(FormTable(shown.title, tuple(heads), tuple(rows)),),
        rules=(shown.note,),
        moment=made.moment,
        made_by=made.made_by,
        language=language,
    )
