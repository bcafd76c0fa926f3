"""How shares are told."""

from __future__ import annotations

from dashboards.timeliness.words import share


def test_a_hundred_percent_is_said_only_when_all_came_in_time():
    assert share(1999, 2000, "en") == "99.9%"
    assert share(2000, 2000, "en") == "100%"
    assert share(188, 200, "ru") == "94\N{NO-BREAK SPACE}%"
