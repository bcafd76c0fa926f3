"""The file brought: which sheets, which row heads them, what the columns are."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.class_lists.columns import IGNORED
from ingest.lesson_plans import memory
from ingest.lesson_plans.columns import MEANINGS, is_complete
from ingest.lesson_plans.tables import filled_in, read_tables, text_of, with_header_at
from ingest.reading.formats import ENDINGS
from ingest.reading.sheets import cell_address
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.lesson_plans.tables import PlanTable
    from warehouse.viewer import Viewer

_READ = "plans_read"  # the file that was read last: its sum and its tables
_ABREAST = 4
_SHOWN_ROWS = 10


class Brought(NamedTuple):
    """A file with its chosen sheets in order, and what the columns of each are."""

    content: bytes
    mark: str
    sheets: list[tuple[PlanTable, dict[int, str]]]


def ask(viewer: Viewer, units: Mapping[str, str], turn: int) -> Brought | None:
    """Ask for the file and its columns; None until topics can be had.

    `units` are the classes or groups of the chosen pages with their names.
    """
    brought = st.file_uploader(
        _("Your table of topics (Excel, LibreOffice or CSV)"),
        type=[*ENDINGS, "csv"],
        key=f"plans_file_{turn}",
    )
    if brought is None:
        return None
    content = brought.getvalue()
    mark = hashlib.sha256(content).hexdigest()
    try:
        tables = _tables(content, mark)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return None
    chosen = _sheets(tables, units, f"{turn}_{mark[:8]}")
    _warn_of_other_classes(chosen, units)
    sheets: list[tuple[PlanTable, dict[int, str]]] = []
    known: dict[tuple[str, ...], dict[int, str]] = {}
    for one in chosen:
        key = f"{turn}_{mark[:8]}_{one.name}"
        headed = _headed(one, key)
        if headed.header not in known:
            known[headed.header] = _mapping(viewer, headed, key)
        sheets.append((headed, known[headed.header]))
    lacking = [one.name for one, mapping in sheets if not is_complete(mapping)]
    for name in lacking:
        st.warning(_("“{sheet}”: say which column holds the topics.", sheet=name))
    twice = [_twice(mapping) for mapping in known.values()]
    for kind in (kind for kinds in twice for kind in kinds):
        st.warning(_("“{kind}” is said of several columns.", kind=_(MEANINGS[kind])))
    if lacking or any(twice) or not sheets:
        return None
    return Brought(content, mark, sheets)


def _twice(mapping: dict[int, str]) -> list[str]:
    """Return what more than one column is said to be."""
    said = Counter(kind for kind in mapping.values() if kind != IGNORED)
    return [kind for kind, count in said.items() if count > 1]


def remember(viewer: Viewer, brought: Brought) -> None:
    """Keep what the columns are for this teacher's next file with such headings."""
    for one, mapping in brought.sheets:
        memory.remember(current.school(), viewer.person_id, one.header, mapping)


def _tables(content: bytes, mark: str) -> list[PlanTable]:
    known = st.session_state.get(_READ)
    if known is None or known[0] != mark:
        with st.spinner(_("Reading…")):
            known = (mark, read_tables(content))
        st.session_state[_READ] = known
    tables: list[PlanTable] = known[1]
    return tables


def _sheets(
    tables: list[PlanTable], units: Mapping[str, str], key: str
) -> list[PlanTable]:
    """Let the sheets be chosen; at first those of the classes, else those of none."""
    if len(tables) == 1:
        return tables
    found = [one for one in tables if one.is_found] or tables[:1]
    of_units = [one for one in found if set(one.classes) & set(units)]
    at_first = of_units or [one for one in found if not one.classes] or found[:1]
    names = st.multiselect(
        _("Sheets of the file, their topics one after the other"),
        [one.name for one in tables],
        default=[one.name for one in at_first],
        key=f"plans_sheets_{key}",
    )
    return [one for one in tables if one.name in names]


def _warn_of_other_classes(tables: list[PlanTable], units: Mapping[str, str]) -> None:
    for one in tables:
        if one.classes and not set(one.classes) & set(units):
            st.warning(
                _(
                    "“{sheet}” names {classes}, and the plan is for {units}. Is it the "
                    "right sheet?",
                    sheet=one.name,
                    classes=", ".join(one.classes),
                    units=", ".join(units.values()),
                )
            )


def _headed(one: PlanTable, key: str) -> PlanTable:
    number = st.number_input(
        _("“{sheet}”: the headings are in row", sheet=one.name),
        min_value=1,
        max_value=len(one.rows),
        value=one.header_row + 1,
        key=f"plans_header_{key}",
        width=320,
    )
    return one if number == one.header_row + 1 else with_header_at(one, number - 1)


def _mapping(viewer: Viewer, one: PlanTable, key: str) -> dict[int, str]:
    """Let the meaning of each column be corrected, above the sheet as it is."""
    language = current.language()
    proposed = memory.mapping_for(current.school(), viewer.person_id, one.header)
    kinds = list(MEANINGS)
    chosen = dict.fromkeys(range(len(one.header)), IGNORED)
    filled = [p for p in range(len(one.header)) if _is_filled(one, p)]
    for number, position in enumerate(filled):
        if number % _ABREAST == 0:  # row by row: a phone shows one row after the other
            places = st.columns(_ABREAST)
        letter, head = _letter(position), one.header[position]
        chosen[position] = places[number % _ABREAST].selectbox(
            f"{letter}: {head}" if head else letter,
            kinds,
            index=kinds.index(proposed.get(position, IGNORED)),
            format_func=lambda kind: say(MEANINGS[kind], language),
            key=f"plans_column_{key}_{one.header_row}_{position}",
        )
    st.html(_as_it_is(one, filled, chosen, language))
    return chosen


def _as_it_is(
    one: PlanTable, filled: list[int], mapping: dict[int, str], language: str
) -> str:
    head = row(
        heading(say(N_("Row"), language), "right"),
        *(
            heading(
                f"{_letter(p)}: {say(MEANINGS[mapping[p]], language)}",
                "quiet" if mapping[p] == IGNORED else "good",
            )
            for p in filled
        ),
    )
    first = max(0, one.header_row - 1)
    body = [
        row(
            cell(str(number + 1), "right quiet"),
            *(_shown(one, number, p, is_read=mapping[p] != IGNORED) for p in filled),
        )
        for number in range(first, len(one.rows))
        if filled_in(one.rows[number])
    ][:_SHOWN_ROWS]
    title = say(N_("“{sheet}” as it is, its first rows"), language, sheet=one.name)
    return table(title, [head], body)


def _shown(one: PlanTable, number: int, position: int, *, is_read: bool) -> str:
    cells = one.rows[number]
    text = text_of(cells[position]) if position < len(cells) else ""
    is_head = one.header_row <= number < one.first_row
    kind = "strong" if is_head else "" if is_read else "quiet"
    return cell(text, kind)


def _is_filled(one: PlanTable, position: int) -> bool:
    rows = one.rows[one.header_row :]
    return any(position < len(cells) and text_of(cells[position]) for cells in rows)


def _letter(position: int) -> str:
    return cell_address(0, position).rstrip("1")
