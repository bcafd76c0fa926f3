"""Charts that are read in print and without colours: patterns, figures beside bars.

Colours are those of Okabe and Ito, told apart by everybody; each series has a pattern
besides, and each bar its figure. Plain data for `st.echarts_chart`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

BLUE, SKY, GREEN = "#0072B2", "#56B4E9", "#009E73"
ORANGE, VERMILION, PURPLE, GREY = "#E69F00", "#D55E00", "#CC79A7", "#999999"
COLOURS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY)
_DASHES = ("solid", "dashed", "dotted", "solid", "dashed", "dotted")
_SYMBOLS = ("circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect")
_DARK_INK, _LIGHT_INK = "#1b2430", "#ffffff"
_INK_ON = {BLUE: _LIGHT_INK, VERMILION: _LIGHT_INK}
_LEAST_LABELLED = 7  # percent: a narrower part has no room for its figure
_BAR, _GAP, _FRAME = 17, 12, 76  # pixels
MOST_LINES = len(COLOURS)


class Series(NamedTuple):
    """One figure of every group: values in percent, and how each is written."""

    name: str
    colour: str
    values: Sequence[float | None]
    written: Sequence[str]


def bars(names: Sequence[str], series: Sequence[Series]) -> dict[str, Any]:
    """Return bars beside each other, one group below the other, 0 to 100 percent."""
    return {
        **_frame(names),
        "series": [
            {
                "name": one.name,
                "type": "bar",
                "color": one.colour,
                "barMaxWidth": _BAR,
                "data": [
                    {
                        "value": None if value is None else round(value, 2),
                        "label": {
                            "show": True,
                            "position": "right",
                            "formatter": words,
                        },
                    }
                    for value, words in zip(one.values, one.written, strict=True)
                ],
            }
            for one in series
        ],
    }


def stacked(names: Sequence[str], series: Sequence[Series]) -> dict[str, Any]:
    """Return one bar a group, whose parts make up 100 percent."""
    return {
        **_frame(names),
        "series": [
            {
                "name": one.name,
                "type": "bar",
                "stack": "all",
                "color": one.colour,
                "barMaxWidth": 22,
                "data": [
                    {
                        "value": None if value is None else round(value, 2),
                        "label": {
                            "show": (value or 0) >= _LEAST_LABELLED,
                            "position": "inside",
                            "formatter": words,
                            "color": _INK_ON.get(one.colour, _DARK_INK),
                            # The figure stands on the colour and not on its pattern.
                            "backgroundColor": one.colour,
                            "padding": [1, 3],
                        },
                    }
                    for value, words in zip(one.values, one.written, strict=True)
                ],
            }
            for one in series
        ],
    }


def lines(
    periods: Sequence[str], series: Sequence[tuple[str, list[float | None]]]
) -> dict[str, Any]:
    """Return a line a group over the periods, its name at its end."""
    return {
        "aria": _PATTERNS,
        "grid": {"left": 48, "right": 150, "top": 40, "bottom": 32},
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": list(periods)},
        "yAxis": {"type": "value", "min": 0, "max": 100, "interval": 20},
        "series": [
            {
                "name": name,
                "type": "line",
                "color": COLOURS[place],
                "lineStyle": {"type": _DASHES[place], "width": 2.5},
                "symbol": _SYMBOLS[place],
                "symbolSize": 9,
                "endLabel": {"show": True, "formatter": "{a}"},
                "labelLayout": {"moveOverlap": "shiftY"},
                "data": [None if one is None else round(one, 2) for one in values],
            }
            for place, (name, values) in enumerate(series)
        ],
    }


def height(count_names: int, count_series: int = 1) -> int:
    """Return how high a chart of bars must be for every name to be read."""
    return _FRAME + count_names * (count_series * _BAR + _GAP)


_PATTERNS = {"enabled": True, "label": {"enabled": False}, "decal": {"show": True}}


def _frame(names: Sequence[str]) -> dict[str, Any]:
    return {
        "aria": _PATTERNS,
        "grid": {"left": 8, "right": 64, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "type": "scroll"},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "min": 0, "max": 100, "interval": 20},
        "yAxis": {
            "type": "category",
            "data": list(names),
            "inverse": True,
            "axisTick": {"show": False},
        },
    }
