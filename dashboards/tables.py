"""Our own tables: escaped, accessible, light and dark, good on a phone and on paper.

Everything that comes from people goes through `cell` or `heading`, which escape it.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b2430",
    "quiet": "#5a6675",
    "line": "#d5dbe3",
    "head": "#f1f4f8",
    "fresh": "#fff1b8",
    "good": "#1a6e3c",
    "bad": "#b3261e",
    "warn": "#8a5a00",
    "way": "#1f5fae",
}
_DARK = {
    "paper": "#12171d",
    "ink": "#e8edf3",
    "quiet": "#a3afbd",
    "line": "#36404c",
    "head": "#1b222b",
    "fresh": "#4d4413",
    "good": "#7fd19b",
    "bad": "#ff9a92",
    "warn": "#f0c36b",
    "way": "#8fbdf5",
}
_FOCUSED = '[data-testid="stApp"] :is(a, button, summary):focus-visible'
_RULES = (Path(__file__).parent / "static" / "tables.css").read_text(encoding="utf-8")


def colours() -> str:
    """Return the rules that name the colours for pages that follow the browser."""
    light, dark = _named(_LIGHT), _named(_DARK)
    return (
        f":root {{ color-scheme: light dark; {light}}}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}"
    )


def _named(colours: dict[str, str]) -> str:
    return "".join(f"--{name}: {value}; " for name, value in colours.items())


def style(theme: str | None) -> str:
    """Return the style element of all tables for `light` or `dark`.

    Streamlit's own variables do not reach `st.html`, so the colours are ours. So is the
    focus ring: Streamlit's is half transparent, less than 3:1 against the page.
    """
    colours = _DARK if theme == "dark" else _LIGHT
    rooms = ".vedomost-table, .vedomost-bars"
    ring = f"{_FOCUSED} {{ outline: 2px solid {colours['ink']}; outline-offset: 2px; }}"
    return f"<style>{rooms} {{ {_named(colours)}}}{_RULES}{ring}</style>"


def cell(text: str, kind: str = "", title: str = "") -> str:
    """Return a data cell; `kind` is a class of the style above."""
    return f"<td{_attributes(kind, title)}>{escape(text)}</td>"


def parts(texts: Iterable[str], kind: str = "") -> str:
    """Return a data cell of short entries, each on a line of its own."""
    lines = "".join(f"<div>{escape(text)}</div>" for text in texts)
    return f'<td{_attributes(kind, "")}><div class="parts">{lines}</div></td>'


def heading(
    text: str, kind: str = "", title: str = "", *, scope: str = "col", span: int = 1
) -> str:
    """Return a heading of a column (`col`), a row (`row`) or a group (`colgroup`)."""
    wide = f' colspan="{span}"' if span > 1 else ""
    return f'<th scope="{scope}"{wide}{_attributes(kind, title)}>{escape(text)}</th>'


def upright(text: str, title: str = "") -> str:
    """Return a column heading written upwards, for narrow columns."""
    return (
        f'<th scope="col"{_attributes("", title)}>'
        f'<div class="upright">{escape(text)}</div></th>'
    )


def bars(heights: Iterable[float | None], title: str) -> str:
    """Return a cell of bars, each 0 to 1; None is a gap, `title` says it aloud."""
    drawn = "".join(
        '<i class="none"></i>'
        if height is None
        else f'<i style="height:{max(8, round(100 * height))}%"></i>'
        for height in heights
    )
    label = escape(title)
    return (
        f'<td title="{label}"><span class="vedomost-bars" role="img" '
        f'aria-label="{label}">{drawn}</span></td>'
    )


def row(*cells: str) -> str:
    """Return a row of finished cells."""
    return f"<tr>{''.join(cells)}</tr>"


def table(
    caption: str,
    head: Iterable[str],
    body: Iterable[str],
    foot: Iterable[str] = (),
    *,
    is_grid: bool = False,
) -> str:
    """Return a table that scrolls inside itself, reachable by keyboard.

    A grid of marks is as wide as its columns, other tables fill the page.
    """
    title = escape(caption)
    kind = "vedomost-table grid" if is_grid else "vedomost-table"
    totals = "".join(foot)
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{title}">'
        f"<table><caption>{title}</caption>"
        f"<thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody>"
        + (f"<tfoot>{totals}</tfoot>" if totals else "")
        + "</table></div>"
    )


def _attributes(kind: str, title: str) -> str:
    return (f' class="{escape(kind)}"' if kind else "") + (
        f' title="{escape(title)}"' if title else ""
    )
