"""For whom forms are made: who asks, in which words, at which moment.

Taken while a page runs; forms are made later, on a click or in a thread of their own,
and speak to no page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards import current
from dashboards.forms.paper import Certifier
from dashboards.journal.figures import moment, short_name
from dashboards.people.handing_out_slips import site_address
from expectations.language import N_, say
from warehouse.access.roles import person_name
from warehouse.clock import utc_naive
from warehouse.queries import printing
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import polars as pl

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

VERIFY_PAGE = "verify_form"
_POSITIONS = {
    "director": N_("Director"),
    "deputy": N_("Deputy director"),
    "secretary": N_("Secretary"),
}


class Desk(NamedTuple):
    """The school, who asks and how the school is reached (`https://…`)."""

    school: School
    viewer: Viewer
    language: str
    address: str
    certifier: Certifier

    def ask(self, query: Callable[..., pl.DataFrame], *values: object) -> pl.DataFrame:
        """Return what a query answers to the person of this desk now."""
        return query(self.school.database, self.viewer, *values)

    def say(self, sentence: str, **facts: object) -> str:
        """Translate a sentence for the person of this desk."""
        return say(sentence, self.language, **facts)

    def moment(self, at: datetime) -> str:
        """Return an aware moment as people write it in the school's zone."""
        return moment(utc_naive(at), self.school.timezone, self.language)

    @property
    def rounding(self) -> str:
        """The school's rule of rounding, the screen's too: paper shows the same."""
        return rule_of(self.school.database)

    @property
    def name(self) -> str:
        """Who makes the form."""
        return person_name(self.school.database, self.viewer.person_id)


def desk(viewer: Viewer) -> Desk:
    """Return the desk of whoever looks at the page, certified by the director."""
    school, language = current.school(), current.language()
    offices = certifiers(school, viewer, language)
    return Desk(
        school, viewer, language, site_address(), offices[0] if offices else _NOBODY
    )


def certifiers(school: School, viewer: Viewer, language: str) -> list[Certifier]:
    """Return who may certify, the director first; the last is a line left empty."""
    found = printing.certifiers(school.database, viewer)
    return [
        *(
            Certifier(say(_POSITIONS[role], language), short_name(name))
            for name, role in found.iter_rows()
        ),
        _NOBODY,
    ]


_NOBODY = Certifier()
