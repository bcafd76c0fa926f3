"""What one running server holds: the school, its sessions, its listeners."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from dashboards.archive.keeper import Keeper
from dashboards.door.basic import BasicLogins
from dashboards.door.sessions import Sessions
from dashboards.door.throttle import Throttle
from dashboards.door.tickets import Tickets
from dashboards.events import Versions
from dashboards.mail.mail_server import mail_server_of
from dashboards.metrics import Metrics
from dashboards.monthly_export.running import Exports
from dashboards.printing.batches import Batches
from dashboards.safekeeping.running import Verifications
from dashboards.school_state import SchoolState
from dashboards.trail import Trail
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day
from warehouse.remembered import Kept

if TYPE_CHECKING:
    from datetime import date

    from dashboards.mail.mail_server import MailServer
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer


@dataclass(frozen=True)
class Site:
    """The open school as served; made once, handed to every route."""

    school: School
    sessions: Sessions
    throttle: Throttle
    tickets: Tickets
    basic_logins: BasicLogins
    versions: Versions
    trail: Trail
    metrics: Metrics
    hosts: frozenset[str]  # names under which the server answers
    mail: MailServer | None  # None in a school that sends no mails
    archive: Keeper  # makes packages of closed journals
    batches: Batches = field(default_factory=Batches)
    diaries: Kept = field(default_factory=partial(Kept, 300))
    exports: Exports = field(default_factory=Exports)
    verifications: Verifications = field(default_factory=Verifications)
    # Opens the door of commands (`dashboards.control`) as long as this server runs.
    control_token: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def viewer(self, person_id: str) -> Viewer:
        """Return a person with the roles of this day."""
        today = school_day(self.school.clock.now(), self.school.timezone)
        return self.school.database.standing.of(
            ("viewer", person_id, today), partial(self._viewer, person_id, today)
        )

    def _viewer(self, person_id: str, today: date) -> Viewer:
        return viewer_for(self.school.database, person_id, today)


def open_site(school: School, hosts: frozenset[str] = frozenset()) -> Site:
    """Put together what serving this school needs."""
    throttle = Throttle(school.clock)
    trail = Trail(school.database, school.clock)
    mail = mail_server_of(school.folder)
    own = frozenset({"127.0.0.1", "localhost"})
    site = Site(
        school=school,
        sessions=Sessions(school.database, school.clock),
        throttle=throttle,
        tickets=Tickets(school.database, school.clock),
        basic_logins=BasicLogins(school, throttle, trail),
        versions=Versions(school.database),
        trail=trail,
        metrics=Metrics(),
        hosts=own | hosts | ({mail.public_host} if mail else set()),
        mail=mail,
        archive=Keeper(school, mail.public_address if mail else ""),
    )
    site.metrics.registry.register(SchoolState(site))
    return site
