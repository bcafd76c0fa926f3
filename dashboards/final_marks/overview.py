"""Classes down, periods across: final marks given of owed, and what is closed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from dashboards.journal.figures import NONE, day
from dashboards.tables import heading, row, table
from dashboards.timeliness.words import share
from expectations.language import N_, say

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

_KINDS = ("period", "year", "exam", "overall")
TITLE = N_("Final marks given of those owed")
_STYLE = """
<style>
.vedomost-finals .vedomost-table a { color: inherit; }
.vedomost-finals .vedomost-table td div { font-size: .75rem; font-weight: 400; }
</style>
"""


def draw(found: pl.DataFrame, today: date, language: str) -> str:
    """Return a cell per class and period: the share, what it is of, closed or not.

    A figure is red once the period is over and something lacks; it opens the list.
    """
    columns = {
        (one["period_id"], one["period_name"]): None
        for one in sorted(
            found.iter_rows(named=True),
            key=lambda one: (_KINDS.index(one["kind"]), one["ends_on"]),
        )
    }
    cells = {
        (one["class_id"], one["period_id"]): one for one in found.iter_rows(named=True)
    }
    classes = list(dict.fromkeys(found["class_id"]))
    head = row(
        heading(say(N_("Class"), language), "name"),
        *(heading(name, "number") for _, name in columns),
    )
    body = [
        row(
            heading(class_id, "name", scope="row"),
            *(
                _cell(cells.get((class_id, period)), today, language)
                for period, _ in columns
            ),
        )
        for class_id in classes
    ]
    drawn = table(say(TITLE, language), [head], body)
    return f'{_STYLE}<div class="vedomost-finals">{drawn}</div>'


def _cell(one: dict[str, Any] | None, today: date, language: str) -> str:
    if one is None:
        return '<td class="number quiet"></td>'
    lacks = one["count_given"] < one["count_owed"]
    kind = "bad" if lacks and one["ends_on"] < today else "quiet" if lacks else "good"
    figure = (
        f"{share(one['count_given'], one['count_owed'], language)}"
        if one["count_owed"]
        else NONE
    )
    address = urlencode({"class": one["class_id"], "period": one["period_id"]})
    told = [f"{one['count_given']} / {one['count_owed']}"] if one["count_owed"] else []
    if one["closed_at"] is not None:
        told.append(say(N_("closed"), language))
    below = " · ".join(told)
    title = say(N_("until {day}"), language, day=day(one["ends_on"], language))
    return (
        f'<td class="number {kind}" title="{escape(title)}">'
        f'<a href="?{escape(address)}" target="_self">{escape(figure)}</a>'
        f'<div class="quiet">{escape(below)}</div></td>'
    )
