"""A class list brought by somebody: its columns, whom it means, applying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.rosters import showing
from expectations.language import say
from ingest.class_lists import memory
from ingest.class_lists.columns import IGNORED, MEANINGS, is_complete
from ingest.class_lists.planning import Asked, apply_lists, plan_lists
from ingest.class_lists.sheets import read_lists
from ingest.reading.formats import ENDINGS
from ingest.reading.sheets import cell_address
from ingest.setup.rules import problem_line
from warehouse.errors import VedomostError
from warehouse.taking_rosters import may_take_in

if TYPE_CHECKING:
    from ingest.class_lists.sheets import ListSheet
    from warehouse.viewer import Viewer

_TURN = "rosters_list_turn"  # a list that was applied empties the field
_ABREAST = 4


def draw(viewer: Viewer) -> None:
    """Ask for a list, let its columns be corrected, show whom it means, apply it."""
    turn = st.session_state.get(_TURN, 0)
    st.markdown(
        _(
            "Any list with names and classes will do. Birth dates, parents, insurance "
            "numbers, addresses and telephones are not read and kept nowhere in the "
            "journal."
        )
    )
    brought = st.file_uploader(
        _("Class list (Excel or CSV)"),
        type=[*ENDINGS, "csv"],
        key=f"rosters_list_{turn}",
    )
    if brought is None:
        return
    content = brought.getvalue()
    try:
        found = read_lists(content)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    names = [one.name for one in found]
    chosen = names
    if len(names) > 1:
        chosen = st.multiselect(
            _("Sheets of the file"), names, default=names, key=f"rosters_sheets_{turn}"
        )
    sheets = [one for one in found if one.name in chosen]
    mappings = {one.name: _mapping(one, f"{turn}_{one.name}") for one in sheets}
    from_date = st.date_input(
        _("Holds from"),
        value=current.today(),
        format="DD.MM.YYYY",
        key=f"rosters_list_day_{turn}",
    )
    ends_missing = st.toggle(
        _("Students of these classes who are not in the list leave the day before"),
        key=f"rosters_list_missing_{turn}",
    )
    lacking = [
        one.name for one in sheets if not is_complete(mappings[one.name], one.class_id)
    ]
    for name in lacking:
        st.warning(
            _("“{sheet}”: say which columns are the name and the class.", sheet=name)
        )
    asked = Asked(content, mappings, from_date, ends_missing)
    if (
        sheets
        and not lacking
        and _shown(asked)
        and st.button(
            _("Apply the changes"), type="primary", key=f"rosters_list_apply_{turn}"
        )
    ):
        _apply(viewer, asked, sheets)


def _mapping(sheet: ListSheet, key: str) -> dict[int, str]:
    """Let the meaning of each column be corrected; it is shown with its header."""
    language = current.language()
    proposed = memory.mapping_for(current.school(), sheet.header)
    kinds = list(MEANINGS)
    title = _("Columns of “{sheet}”", sheet=sheet.name)
    if sheet.class_id:
        title = f"{title} · {sheet.class_id}"
    with st.expander(title, expanded=not is_complete(proposed, sheet.class_id)):
        columns = st.columns(_ABREAST)
        chosen = {}
        for position, header in enumerate(sheet.header):
            letter = cell_address(0, position).rstrip("1")
            chosen[position] = columns[position % _ABREAST].selectbox(
                f"{letter}: {header}" if header else letter,
                kinds,
                index=kinds.index(proposed.get(position, IGNORED)),
                format_func=lambda kind: say(MEANINGS[kind], language),
                key=f"rosters_column_{key}_{position}",
            )
    unread = [
        sheet.header[position] for position, kind in chosen.items() if kind == IGNORED
    ]
    if any(unread):
        st.caption(_("Not read: {columns}.", columns=", ".join(filter(None, unread))))
    return chosen


def _shown(asked: Asked) -> bool:
    """Show what would change; tell whether there is something to apply."""
    try:
        with current.school().database.reading() as cursor, st.spinner(_("Reading…")):
            plan = plan_lists(cursor, asked)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return False
    lines = [problem_line(found, current.language()) for found in plan.problems]
    of_set_up = showing.set_up_problems(plan.planned)
    if plan.is_faulty:
        showing.faults([*lines, *of_set_up])
        return False
    showing.remarks(of_set_up)
    if plan.planned.changes:
        st.markdown(
            _("New: {new}. To another class: {moved}.", new=plan.new, moved=plan.moved)
        )
    showing.changes(plan.planned)
    if not asked.ends_missing:
        showing.missing(plan.missing)
    return bool(plan.planned.changes)


def _apply(viewer: Viewer, asked: Asked, sheets: list[ListSheet]) -> None:
    school = current.school()
    now = school.clock.now()
    try:
        count = apply_lists(
            school,
            asked,
            viewer.person_id,
            lambda cursor: may_take_in(cursor, viewer, now),
        )
        for sheet in sheets:
            memory.remember(school, sheet.header, asked.mappings[sheet.name])
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.toast(_("Applied as one set: {count} rows.", count=count))
    st.rerun()
