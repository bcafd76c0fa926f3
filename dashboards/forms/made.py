"""Who made a form, where and when: taken while the page runs, printed later."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards import current
from dashboards.journal.figures import moment as in_words
from warehouse.access.roles import person_name
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.viewer import Viewer


class Made(NamedTuple):
    """The head of a form."""

    school_name: str
    moment: str
    made_by: str
    language: str


def made(viewer: Viewer, as_of: datetime) -> Made:
    """Return the head of a form of what the page shows at an aware moment."""
    school, language = current.school(), current.language()
    return Made(
        school.name,
        in_words(utc_naive(as_of), school.timezone, language),
        person_name(school.database, viewer.person_id),
        language,
    )
