"""One field of a form per column of a sheet, with its help and its allowed values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards.current import _
from warehouse.calendar import parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.set_up.known_rows import KnownRows
    from ingest.setup.changes import Row
    from ingest.setup.columns import Column, Sheet

_TIME_STEP = 300  # seconds


def ask_row(sheet: Sheet, row: Row, known: KnownRows, key: str) -> dict[str, object]:
    """Draw the fields of a row, filled with `row`; return what was typed in them."""
    typed: dict[str, object] = {}
    halves = st.columns(2)
    for number, column in enumerate(sheet.columns):
        with halves[number % 2]:
            typed[column.key] = _ask(
                column, row.get(column.key), known, f"{key}_{column.key}"
            )
    return typed


def _ask(column: Column, value: Any, known: KnownRows, key: str) -> object:
    label = _(column.title) + (" *" if column.is_required else "")
    said: dict[str, Any] = {"help": _(column.help), "key": key}
    match column.kind:
        case "choice" | "number_choice":
            names = {one: _(title) for one, title in column.choices.items()}
            return _one_of(label, names, value, said)
        case "choices":
            names = {one: _(title) for one, title in column.choices.items()}
            return _some_of(label, names, value, said)
        case "code" if column.refers_to:
            return _one_of(label, known.options(column), value, said)
        case "codes" if "classes" not in column.refers_to:
            return _some_of(label, known.options(column), value, said)
        case "date":
            return st.date_input(label, value=value, format="DD.MM.YYYY", **said)
        case "time":
            return st.time_input(label, value=value, step=_TIME_STEP, **said)
        case "integer":
            return st.number_input(
                label,
                value=value,
                min_value=None if column.lowest is None else int(column.lowest),
                max_value=None if column.highest is None else int(column.highest),
                step=1,
                **said,
            )
        case "yes_no":
            return st.toggle(label, value=bool(value), **said)
        case _:
            text = f"{value:g}" if isinstance(value, float) else str(value or "")
            return st.text_input(label, value=text, **said)


def _one_of(
    label: str, names: Mapping[str, str], value: Any, said: Mapping[str, Any]
) -> str:
    held = "" if value is None else str(value)
    codes = list(names) if not held or held in names else [held, *names]
    chosen = st.selectbox(
        label,
        codes,
        index=codes.index(held) if held else None,
        format_func=lambda one: names.get(one, one),
        placeholder=_("Choose"),
        **said,
    )
    return chosen or ""


def _some_of(
    label: str, names: Mapping[str, str], value: Any, said: Mapping[str, Any]
) -> str:
    held = parts_of(str(value or ""))
    codes = [*names, *(one for one in held if one not in names)]
    chosen = st.multiselect(
        label,
        codes,
        default=held,
        format_func=lambda one: names.get(one, one),
        placeholder=_("Choose"),
        **said,
    )
    return ",".join(chosen)
