"""What the whole file says by the layout that was pointed out, before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.imports.words import FIELDS
from dashboards.journal.figures import day
from dashboards.tables import cell, heading, row, table
from expectations.marks import MarkScale
from ingest.foreign.layout import layout_of
from ingest.foreign.pointing import layout_data
from ingest.foreign.reading import read_foreign
from warehouse import teaching
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.pointing.file_section import Brought
    from ingest.foreign.facts import ForeignJournal
    from ingest.foreign.pointing import Pointed

_AT_ONCE = 50
_ASKED = 12  # spellings that are asked about at once
_NOT_SAID = "?"


def look(brought: Brought, pointed: Pointed) -> Pointed | None:
    """Show what is read; None (told on the page) while nothing can be."""
    st.subheader(_("What is read in the whole file"))
    found = _read(brought, pointed)
    if found is None:
        return None
    key = brought.mark[:8]
    meant = _spellings(found, key)
    if meant:
        pointed = pointed._replace(aliases=tuple(meant.items()))
        found = _read(brought, pointed)
        if found is None:
            return None
    if found.facts.is_empty():
        st.warning(_("Nothing was read. See where things stand."))
        return None
    st.html(_counts(found.facts))
    st.html(_first(found.facts))
    if found.problems:
        title = _("Not understood in the file: {count}", count=len(found.problems))
        with st.expander(title):
            st.text(
                "\n".join(
                    f"{one.sheet}, {one.cell}: {_(one.sentence, **one.facts)}"
                    for one in found.problems[:_AT_ONCE]
                )
            )
    return pointed


def _read(brought: Brought, pointed: Pointed) -> ForeignJournal | None:
    try:
        layout = layout_of(layout_data(pointed, brought.sheet, _("Preview")))
        with current.school().database.reading() as cursor:
            scale = MarkScale.from_rows(teaching.mark_scale(cursor))
            begins = teaching.setting(cursor, "year_starts_on")[:4]
        journals = read_foreign(
            brought.content,
            brought.name,
            layout=layout,
            scale=scale,
            school_year=int(begins) if begins.isdecimal() else None,
        )
    except VedomostError as error:
        facts = {
            name: _(value) if isinstance(value, str) else value
            for name, value in error.facts.items()
        }
        st.warning(_(error.sentence, **facts))
        return None
    return journals[0]


def _spellings(found: ForeignJournal, key: str) -> dict[str, str]:
    """Ask what spellings mean that no journal knows, by how often they stand there."""
    unread = (
        found.facts.filter(
            pl.col("value").is_null(), pl.col("field").is_in(["mark", "final"])
        )
        .group_by("value_text")
        .len()
        .sort("len", "value_text", descending=[True, False])
    )
    asked = {text: count for text, count in unread.iter_rows() if text}
    if not asked:
        return {}
    with current.school().database.reading() as cursor:
        rows = teaching.mark_scale(cursor)
    means = {
        _NOT_SAID: _("not said"),
        "": _("nothing: the cell counts as empty"),
        **{str(one["code"]): str(one["code"]) for one in rows if _is_written(one)},
    }
    meant = {}
    st.caption(_("What do these cells mean?"))
    places = st.columns(4)
    for number, (text, count) in enumerate(list(asked.items())[:_ASKED]):
        value = places[number % 4].selectbox(
            f"«{text}» · {count}",
            list(means),
            format_func=means.__getitem__,
            key=f"pointing_means_{key}_{text}",
        )
        if value != _NOT_SAID:
            meant[text] = value
    return meant


def _is_written(one: Mapping[str, object]) -> bool:
    return one["kind"] in {"mark", "attendance", "pass"}


def _counts(facts: pl.DataFrame) -> str:
    counted = facts.group_by("sheet", "field").len().sort("sheet", "field")
    head = row(heading(_("Sheet"), "name"), heading(_("What")), heading(_("Cells")))
    body = [
        row(
            heading(sheet, "name", scope="row"),
            cell(_(FIELDS[field])),
            cell(str(count), "number"),
        )
        for sheet, field, count in counted.iter_rows()
    ]
    return table(_("Read by sheets"), [head], body)


def _first(facts: pl.DataFrame) -> str:
    language = current.language()
    head = row(
        heading(_("Sheet and cell"), "name"),
        heading(_("Student")),
        heading(_("Subject")),
        heading(_("Day or period")),
        heading(_("What")),
        heading(_("In the file")),
        heading(_("Understood")),
    )
    body = [
        row(
            heading(f"{one['sheet']}, {one['cell']}", "name", scope="row"),
            cell(one["student_name"]),
            cell(one["subject_name"]),
            cell(
                day(one["lesson_on"], language)
                if one["lesson_on"]
                else one["period_name"],
                "nowrap",
            ),
            cell(_(FIELDS[one["field"]])),
            cell(one["value_text"], "wide"),
            cell(one["value"] or "?", "" if one["value"] else "bad"),
        )
        for one in facts.head(_AT_ONCE).iter_rows(named=True)
    ]
    return table(_("The first cells read"), [head], body)
