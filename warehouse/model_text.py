"""The question that a model asks, to be asked of tables that are at hand already.

A view that stands on other views makes DuckDB plan all of them anew each time; where
their rows are at hand, the model's own text over those rows costs a fraction. So what
a figure means stays written in one place.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent / "models"
_BODY = re.compile(r"create or replace view [\w.]+ as\n(.*?);", re.DOTALL)


def over(model: str, at_hand: Mapping[str, str]) -> str:
    """Return the text of `marts.class_totals` with other tables for some views.

    `at_hand` says for views what stands in their place: a table, or a question in
    brackets.
    """
    text = _body(model)
    for view, place in at_hand.items():
        parts = re.split(rf"\b{re.escape(view)}\b", text)
        if len(parts) == 1:
            raise LookupError(f"{model} does not read {view}")
        text = place.join(parts)
    return text


@cache
def _body(model: str) -> str:
    schema, name = model.split(".")
    text = (_FOLDER / schema / f"{name}.sql").read_text(encoding="utf-8")
    found = _BODY.search(text)
    if found is None:
        raise LookupError(model)
    return found[1]
