"""The look of *Timeliness*: one colour for each outcome, light and dark."""

from __future__ import annotations

from pathlib import Path

_LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b2430",
    "quiet": "#5a6675",
    "line": "#d5dbe3",
    "head": "#f1f4f8",
    "on_time": "#2f8f5b",
    "late": "#e0a030",
    "missing": "#c9453b",
    "excused": "#6f93c4",
    "void": "#8d6fae",
    "undetermined": "#9aa5b1",
    "not_yet_due": "#d0d8e2",
}
_DARK = {
    "paper": "#12171d",
    "ink": "#e8edf3",
    "quiet": "#a3afbd",
    "line": "#36404c",
    "head": "#1b222b",
    "on_time": "#4fae7a",
    "late": "#d89a3c",
    "missing": "#e0655b",
    "excused": "#7fa3d6",
    "void": "#a78bc7",
    "undetermined": "#7d8895",
    "not_yet_due": "#46525f",
}
_RULES = (Path(__file__).parents[1] / "static" / "timeliness.css").read_text(
    encoding="utf-8"
)


def style(theme: str | None) -> str:
    """Return the style element for `light` or `dark`."""
    colours = _DARK if theme == "dark" else _LIGHT
    known = "".join(f"--{name}: {value}; " for name, value in colours.items())
    return f"<style>.vedomost-time {{ {known}}}{_RULES}</style>"


def framed(html: str) -> str:
    """Return HTML inside the frame that the style is for."""
    return f'<div class="vedomost-time">{html}</div>'
