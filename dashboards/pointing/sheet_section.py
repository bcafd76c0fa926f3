"""The sheet as it is, and the places that somebody points at, shown in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.pointing import by_mouse
from dashboards.pointing.drawn_sheet import drawn
from expectations.language import say
from ingest.foreign.pointing import (
    FORMS,
    KINDS,
    Pointed,
    guess,
    headings,
    texts_below,
)
from ingest.reading.sheets import cell_address

if TYPE_CHECKING:
    from dashboards.pointing.file_section import Brought
    from ingest.foreign.sheet_texts import SheetTexts

_ABREAST = 4
_NONE = ""
_COLUMNS_TO_CHOOSE = 30


def ask(brought: Brought) -> Pointed:
    """Let everything be pointed at, the likely places first."""
    sheet = brought.sheet
    key = f"{brought.mark[:8]}_{sheet.name}"
    likely = guess(sheet)
    form = st.radio(
        _("What kind of table it is"),
        list(FORMS),
        index=list(FORMS).index(likely.form),
        format_func=lambda one: _(FORMS[one]),
        key=f"pointing_form_{key}",
    )
    if form == "long":
        pointed = _table(sheet, likely, key)
    else:
        by_mouse.point(sheet, key)
        pointed = _journal(sheet, likely, key)
    st.html(drawn(sheet, pointed, current.language()))
    return pointed if form == "long" else _around(sheet, pointed, key)


def _row(
    label: str,
    value: int | None,
    sheet: SheetTexts,
    key: str,
    *,
    may_lack: bool = False,
    caution: str | None = None,
) -> int | None:
    """Ask for a row, counted from 1; 0 where there may be none."""
    # Seeded rather than given as a default: a click in the sheet sets it, too.
    most = max(sheet.height, 1)
    st.session_state.setdefault(key, 0 if value is None else min(value + 1, most))
    number = st.number_input(
        label,
        min_value=0 if may_lack else 1,
        max_value=most,
        help=caution,
        key=key,
    )
    return number - 1 if number else None


def _journal(sheet: SheetTexts, likely: Pointed, key: str) -> Pointed:
    places = st.columns(3)
    with places[0]:
        day_row = _row(
            _("Row of the days"), likely.day_row, sheet, f"pointing_days_{key}"
        )
        month_row = _row(
            _("Row of the months (0: none)"),
            likely.month_row,
            sheet,
            f"pointing_months_{key}",
            may_lack=True,
        )
    with places[1]:
        letters = [_letter(column) for column in range(max(sheet.width, 1))]
        st.session_state.setdefault(
            f"pointing_names_{key}",
            letters[min(likely.student_column, len(letters) - 1)],
        )
        letter = st.selectbox(
            _("Column of the names"), letters, key=f"pointing_names_{key}"
        )
        head_row = _row(
            _("Row with the heading over the names"),
            likely.head_row,
            sheet,
            f"pointing_head_{key}",
        )
    with places[2]:
        first_row = _row(
            _("Row of the first student"),
            likely.first_row,
            sheet,
            f"pointing_first_{key}",
        )
        last_row = _row(
            _("Row of the last student (0: to the end)"),
            likely.last_row,
            sheet,
            f"pointing_last_{key}",
            may_lack=True,
            caution=_(
                "Only where something follows that is not told from names: a longer "
                "class would be cut off there."
            ),
        )
    return Pointed(
        "grid",
        head_row or 0,
        day_row or 0,
        month_row,
        letters.index(letter),
        first_row or 0,
        last_row,
    )


def _around(sheet: SheetTexts, pointed: Pointed, key: str) -> Pointed:
    """Ask for columns of final marks and for the table of lessons."""
    offered = headings(sheet, pointed)
    finals = (
        st.multiselect(
            _("Columns of final marks"), offered, key=f"pointing_finals_{key}"
        )
        if offered
        else []
    )
    texts = [_NONE, *texts_below(sheet, 0)]
    labels = (
        _("Heading of the lessons’ days"),
        _("Heading of the topics"),
        _("Heading of the homework"),
    )
    lessons = []
    for number, (place, label) in enumerate(zip(st.columns(3), labels, strict=True)):
        lessons.append(
            place.selectbox(
                label,
                texts,
                format_func=lambda text: text or _("as usual, or none"),
                key=f"pointing_lessons_{number}_{key}",
            )
        )
    day, topic, homework = lessons
    return pointed._replace(lessons=(day, topic, homework), finals=tuple(finals))


def _table(sheet: SheetTexts, likely: Pointed, key: str) -> Pointed:
    head_row = _row(
        _("Row of the headings"), likely.head_row, sheet, f"pointing_table_{key}"
    )
    found = list(sheet.filled(head_row or 0))[:_COLUMNS_TO_CHOOSE]
    proposed = dict(likely.columns) if head_row == likely.head_row else {}
    kinds, language = list(KINDS), current.language()
    columns = []
    for number, (column, text) in enumerate(found):
        if number % _ABREAST == 0:
            places = st.columns(_ABREAST)
        kind = places[number % _ABREAST].selectbox(
            f"{_letter(column)}: {text}",
            kinds,
            index=kinds.index(proposed.get(column, "note")),
            format_func=lambda one: say(KINDS[one], language),
            key=f"pointing_column_{key}_{head_row}_{column}",
        )
        columns.append((column, kind))
    return Pointed("long", head_row or 0, columns=tuple(columns))


def _letter(column: int) -> str:
    return cell_address(0, column).rstrip("1")
