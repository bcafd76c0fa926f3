"""How many lessons of a period were missed, and why, in one line (§2.5)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from expectations.language import N_, say

if TYPE_CHECKING:
    import polars as pl

_REASONS = (
    ("count_missed_ill", N_("ill: {count}")),
    ("count_missed_excused", N_("excused: {count}")),
)


def draw(subjects: pl.DataFrame, language: str) -> str:
    """Return «Пропущено уроков: 6 (по болезни: 4). Опозданий: 1.», as one line."""
    missed = int(subjects["count_missed"].sum())
    late = int(subjects["count_late"].sum())
    reasons = [
        say(words, language, count=count)
        for name, words in _REASONS
        if (count := int(subjects[name].sum()))
    ]
    told = say(N_("Lessons missed: {count}"), language, count=missed)
    if reasons:
        told = f"{told} ({', '.join(reasons)})"
    being_late = say(N_("Late: {count}"), language, count=late)
    return f'<p class="attendance">{escape(f"{told}. {being_late}.")}</p>'
