"""For whom forms are made: who asks, in which words, at which moment.

Taken while a page runs; forms are made later, on a click or in a thread of their own,
and speak to no page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards import current
from dashboards.forms.paper import Certifier
from dashboards.journal.figures import NONE, moment, short_name
from dashboards.people.handing_out_slips import site_address
from expectations.language import N_, say
from warehouse.access.roles import person_name
from warehouse.clock import utc_naive
from warehouse.monthly_exports import MACHINE, SCHEDULE
from warehouse.queries import printing
from warehouse.rounding import rounded, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import polars as pl

    from warehouse.rounding import Amount
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

VERIFY_PAGE = "verify_form"
MAKERS = {
    SCHEDULE: N_("the server, by schedule"),
    MACHINE: N_("whoever sat at the server"),
}
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
    made_by: str = ""  # who makes it, where that is not the viewer: a key of `MAKERS`

    def ask(self, query: Callable[..., pl.DataFrame], *values: object) -> pl.DataFrame:
        """Return what a query answers to the person of this desk now."""
        return query(self.school.database, self.viewer, *values)

    def say(self, sentence: str, **facts: object) -> str:
        """Translate a sentence for the person of this desk."""
        return say(sentence, self.language, **facts)

    def moment(self, at: datetime) -> str:
        """Return an aware moment as people write it in the school's zone."""
        return moment(utc_naive(at), self.school.timezone, self.language)

    def figure(self, value: Amount | None, places: int) -> str:
        """Return «4.13», rounded as on paper; what there is none of is a dash."""
        return NONE if value is None else str(rounded(value, places, self.rounding))

    @property
    def rounding(self) -> str:
        """The school's rule of rounding."""
        return rule_of(self.school.database)

    @property
    def maker(self) -> str:
        """Who makes the form, as the register keeps it."""
        return self.made_by or self.viewer.person_id

    @property
    def name(self) -> str:
        """Who makes the form, in words."""
        return maker_name(self.school, self.maker, self.language)


def desk(viewer: Viewer) -> Desk:
    """Return the desk of whoever looks at the page, certified by the director."""
    school, language = current.school(), current.language()
    offices = certifiers(school, viewer, language)
    return Desk(
        school, viewer, language, site_address(), offices[0] if offices else _NOBODY
    )


def server_desk(school: School, viewer: Viewer, made_by: str, address: str) -> Desk:
    """Return a desk of which no page knows; the viewer certifies what is made there.

    `made_by` '' is the viewer. Without an address a form's QR holds its code alone.
    """
    position = "deputy" if "director" not in viewer.roles else "director"
    return Desk(
        school,
        viewer,
        school.language,
        address,
        Certifier(
            say(_POSITIONS[position], school.language),
            short_name(person_name(school.database, viewer.person_id)),
        ),
        made_by,
    )


def maker_name(school: School, made_by: str, language: str) -> str:
    """Return who made something in words: a person, or what did it without one."""
    if made_by in MAKERS:
        return say(MAKERS[made_by], language)
    return person_name(school.database, made_by)


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
