"""Where a group leads: a class to its summary sheet, others to their classes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from dashboards.address_codes import code_of
from dashboards.pictures.choice import BY_NAMES, PICTURE_NAMES
from dashboards.timeliness.words import LEVEL_NAMES
from expectations.language import say

if TYPE_CHECKING:
    from dashboards.pictures.choice import Choice

_KEYS = {"level": "level", "subject": "subject", "teacher": "teacher"}


class Links(NamedTuple):
    """Makes addresses out of what is chosen."""

    choice: Choice
    language: str
    rule: str  # by which figures are rounded

    def name(self, key: str, name: str) -> str:
        """Return the heading of a row that leads one step deeper."""
        href = escape(self.to(key, name))
        told = escape(self.told(name))
        link = f'<a href="{href}" target="_self">{told}</a>'
        return f'<th scope="row" class="name">{link}</th>'

    def told(self, name: str) -> str:
        """Return what a group is called."""
        if self.choice.by == "level":
            return say(LEVEL_NAMES.get(name, name), self.language)
        return name

    def to(self, key: str, name: str) -> str:
        """Return the summary sheet of a class, or the classes of another group."""
        if self.choice.by == "class":
            asked = {"class": key, "period": self.choice.narrowed.period_name}
            return f"/summary_sheet?{urlencode(asked)}"
        address = dict(self.choice.address)
        address[_KEYS[self.choice.by]] = (
            code_of(key) if self.choice.by == "teacher" else self.told(name)
        )
        address["by"] = say(BY_NAMES["class"], self.language)
        address["picture"] = say(PICTURE_NAMES[self.choice.picture], self.language)
        return f"?{urlencode(address)}"
