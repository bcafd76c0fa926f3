"""One cell of a preview: what would become of it, by sign, by colour and in words."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dashboards.journal.preview_names import Names
    from ingest.receipt import CellOutcome


class Look(NamedTuple):
    """How a kind of outcome is told from the others, without colour too."""

    sign: str
    word: str  # message id
    is_problem: bool = False


LOOKS = {
    "new": Look("+", N_("new")),
    "changed": Look("→", N_("changed")),
    "removed": Look("−", N_("removed")),
    "conflict": Look("≠", N_("in the file ≠ in the journal"), is_problem=True),
    "removal": Look("?", N_("empty in the file"), is_problem=True),
    "faulty": Look("!", N_("faulty"), is_problem=True),
    "kept": Look("=", N_("the journal's value stays")),
}
# Tints of the Okabe-Ito palette, which colour-blind people tell apart.
_LIGHT = {
    "new": "#d3efe4",
    "changed": "#d4e6f5",
    "removed": "#e4e7eb",
    "conflict": "#f2d6e6",
    "removal": "#faeabf",
    "faulty": "#fbd5c0",
    "kept": "#eef0f3",
}
_DARK = {
    "new": "#0d4a38",
    "changed": "#123f63",
    "removed": "#38414b",
    "conflict": "#5a2a4a",
    "removal": "#574209",
    "faulty": "#6b2c0e",
    "kept": "#262d36",
}
_RULES = """
.vedomost-preview .spoken { position: absolute; width: 1px; height: 1px;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.vedomost-preview .sign { font-weight: 700; margin-right: .25rem; }
.vedomost-preview .was { opacity: .85; }
.vedomost-preview .removed .is, .vedomost-preview .removal .is {
  text-decoration: line-through; }
.vedomost-preview ul.legend { display: flex; flex-wrap: wrap; gap: .375rem .5rem;
  margin: 0 0 .75rem; padding: 0; list-style: none; }
.vedomost-preview .chip { display: inline-block; padding: .125rem .5rem;
  border-radius: .375rem; font-size: .875rem; white-space: nowrap; }
.vedomost-preview .pages { display: flex; flex-wrap: wrap; gap: 0 1.5rem;
  align-items: flex-start; }
.vedomost-preview .pages > details { flex: 1 1 min(24rem, 100%); min-width: 0; }
.vedomost-preview details { margin: 0 0 .75rem; }
.vedomost-preview summary { cursor: pointer; padding: .375rem 0; font-weight: 600; }
.vedomost-preview summary .chip { margin-left: .375rem; font-weight: 400; }
.vedomost-preview details .vedomost-table { margin: .25rem 0 .5rem; }
.vedomost-preview .mark div + div { border-top: 1px solid #8b96a555; }
.vedomost-preview p { margin: .25rem 0 .75rem; }
"""


def style(theme: str | None) -> str:
    """Return the style element of previews for `light` or `dark`."""
    tints = _DARK if theme == "dark" else _LIGHT
    painted = "".join(
        f".vedomost-preview .{kind} {{ background: {tint}; }}"
        for kind, tint in tints.items()
    )
    return f"<style>{_RULES}{painted}</style>"


def legend(outcomes: Iterable[CellOutcome], language: str) -> str:
    """Return what each sign means, with how many cells there are of it."""
    counts = Counter(one.kind for one in outcomes)
    return (
        '<ul class="legend">'
        + "".join(
            f'<li class="chip {kind}">{_sign(look)}'
            f"{escape(say(look.word, language))}: {counts[kind]}</li>"
            for kind, look in LOOKS.items()
            if counts[kind]
        )
        + "</ul>"
    )


def chips(outcomes: Iterable[CellOutcome], language: str) -> str:
    """Return the same in short, for the line of one page."""
    counts = Counter(one.kind for one in outcomes)
    return "".join(
        f'<span class="chip {kind}" title="{escape(say(look.word, language))}">'
        f"{_sign(look)}{counts[kind]}{_spoken(look, language)}</span>"
        for kind, look in LOOKS.items()
        if counts[kind]
    )


def mark(outcomes: Sequence[CellOutcome], names: Names, language: str) -> str:
    """Return a cell of the grid; a place that stands twice in the file has two."""
    worst = min(outcomes, key=lambda one: not LOOKS[one.kind].is_problem)
    title = escape(" · ".join(_told(one, language) for one in outcomes))
    told = "".join(f"<div>{change(one, names, language)}</div>" for one in outcomes)
    return f'<td class="mark {worst.kind}" title="{title}">{told}</td>'


def change(one: CellOutcome, names: Names, language: str) -> str:
    """Return «+ 5», «4 → 5», «5 ≠ 4» with the word for a screen reader."""
    look = LOOKS[one.kind]
    file = escape(one.file_text)
    journal = escape(names.value(one.field, one.current_value, language))
    spoken = _spoken(look, language)
    if one.kind == "changed":
        return (
            f'<span class="was">{journal}</span> <span class="sign">{look.sign}</span>'
            f'<span class="is">{file}</span>{spoken}'
        )
    if one.kind == "conflict":
        return (
            f'<span class="is">{file or "∅"}</span> '
            f'<span class="sign">{look.sign}</span>'
            f'<span class="was">{journal or "∅"}</span>{spoken}'
        )
    shown = journal if one.kind in {"removed", "removal", "kept"} else file
    return f'{_sign(look)}<span class="is">{shown}</span>{spoken}'


def _told(one: CellOutcome, language: str) -> str:
    place = ", ".join(filter(None, (one.sheet, one.cell)))
    word = say(LOOKS[one.kind].word, language)
    return f"{place}: {word}" if place else word


def _sign(look: Look) -> str:
    return f'<span class="sign" aria-hidden="true">{look.sign}</span>'


def _spoken(look: Look, language: str) -> str:
    return f'<span class="spoken"> ({escape(say(look.word, language))})</span>'
