"""What a layout's file must be made of; whatever is not gets one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.foreign.words import folded
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN_KEY = N_("A layout has no key “{key}”. Check its spelling.")
MISSING_KEY = N_("The layout lacks “{key}”.")
WRONG_VALUE = N_("In the layout “{key}” cannot be “{value}”.")
_LONGEST = 200  # letters of a pattern


class LayoutError(VedomostError):
    """A layout that says what no layout can."""


def refuse_unknown(
    data: Mapping[str, object], known: tuple[str, ...], above: str
) -> None:
    """Refuse a key that nothing reads: a misspelt one would be lost silently."""
    for key in data:
        if key not in known:
            raise LayoutError(UNKNOWN_KEY, key=f"{above}{key}")


def section(
    data: Mapping[str, object], name: str, known: tuple[str, ...] | None
) -> Mapping[str, object]:
    """Return a table of keys; `known` None lets any be."""
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise LayoutError(WRONG_VALUE, key=name, value=table)
    if known is not None:
        refuse_unknown(table, known, f"{name}.")
    return table


def text(data: Mapping[str, object], key: str) -> str:
    """Return a text."""
    value = data[key]
    if not isinstance(value, str):
        raise LayoutError(WRONG_VALUE, key=key, value=value)
    return value


def number(data: Mapping[str, object], key: str, otherwise: int) -> int:
    """Return a whole number."""
    value = data.get(key, otherwise)
    if not isinstance(value, int) or isinstance(value, bool):
        raise LayoutError(WRONG_VALUE, key=key, value=value)
    return value


def texts(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return a list of texts as they stand."""
    values = data.get(key, [])
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise LayoutError(WRONG_VALUE, key=key, value=values)
    return tuple(values)


def words(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return a list of texts folded as the file's words are."""
    return tuple(map(folded, texts(data, key)))


def groups(data: Mapping[str, object], key: str) -> tuple[tuple[str, ...], ...]:
    """Return a list of lists of folded texts."""
    values = data.get(key, [])
    if not isinstance(values, list):
        raise LayoutError(WRONG_VALUE, key=key, value=values)
    return tuple(words({key: value}, key) for value in values)


def patterns(data: Mapping[str, object], key: str) -> tuple[re.Pattern[str], ...]:
    """Return a list of regular expressions over folded texts."""
    compiled = []
    for written in texts(data, key):
        try:
            if len(written) > _LONGEST:
                raise LayoutError(WRONG_VALUE, key=key, value=written[:40])
            compiled.append(re.compile(written))
        except re.error as error:
            raise LayoutError(WRONG_VALUE, key=key, value=written) from error
    return tuple(compiled)
