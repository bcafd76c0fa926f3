"""The subjects of a period in the diary: marks, average, missed lessons, final mark."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards.diary.marks_view import result
from dashboards.journal.figures import number, short_day
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    import polars as pl


def draw(
    sheet: pl.DataFrame, marks: pl.DataFrame, language: str, caption: str, rule: str
) -> str:
    """Return the subjects of a period: marks, average, missed lessons, final mark."""
    twice = set(sheet.filter(sheet["subject_name"].is_duplicated())["subject_name"])
    head = row(
        heading(say(N_("Subject"), language), "name"),
        heading(say(N_("Marks"), language)),
        heading(say(N_("Average"), language), "right"),
        heading(say(N_("Missed"), language), "right spare"),
        heading(say(N_("Final"), language), "number"),
    )
    body = []
    for one in sheet.iter_rows(named=True):
        mine = marks.filter(marks["page_id"] == one["page_id"]).rows(named=True)
        name = one["subject_name"]
        has_average = one["average"] is not None
        body.append(
            row(
                heading(
                    f"{name} ({one['unit_name']})" if name in twice else name,
                    "name",
                    scope="row",
                ),
                f'<td class="wide marks">{"".join(_written(m, language) for m in mine)}'
                "</td>",
                cell(
                    number(one["average"], language, 2, rule) if has_average else "",
                    "right",
                    f"{one['sum_marks']} / {one['count_marks']}" if has_average else "",
                ),
                cell(str(one["count_missed"] or ""), "right quiet spare"),
                cell(shown(one["final"] or ""), "number strong"),
            )
        )
    return table(caption, [head], body)


def _written(found: dict[str, Any], language: str) -> str:
    text, kind = result(found)
    told = " · ".join(
        filter(None, (short_day(found["lesson_on"], language), found["work_type_name"]))
    )
    return f'<span class="{kind}" title="{escape(told)}">{escape(text)}</span>'
