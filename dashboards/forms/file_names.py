"""The name under which a form is saved: its own words, not a program's."""

from __future__ import annotations

from warehouse.archive.names import safe_name

_LONGEST = 120  # signs: what a long title and its class and period need


def file_name(*words: str) -> str:
    """Return «Сводная ведомость 5А I четверть», without ending, for any system."""
    return safe_name(" ".join(word for word in words if word), _LONGEST)
