"""The look of *Class progress* and *School pictures*, on top of the tables'."""

from __future__ import annotations

from pathlib import Path

from dashboards import tables

_RULES = (Path(__file__).parents[1] / "static" / "progress.css").read_text(
    encoding="utf-8"
)


def style(theme: str | None) -> str:
    """Return the style elements for `light` or `dark`."""
    return f"{tables.style(theme)}<style>{_RULES}</style>"
