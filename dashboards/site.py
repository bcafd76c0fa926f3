"""What one running server holds: the school, its sessions, its listeners."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter

from dashboards.archive.keeper import Keeper
from dashboards.door.basic import BasicLogins
from dashboards.door.sessions import Sessions
from dashboards.door.throttle import Throttle
from dashboards.door.tickets import Tickets
from dashboards.events import Versions
from dashboards.intake import Intake
from dashboards.machine_state import MachineState
from dashboards.mail.mail_server import mail_server_of
from dashboards.metrics import Metrics
from dashboards.monthly_export.running import Exports
from dashboards.printing.batches import Batches
from dashboards.safekeeping.running import Verifications
from dashboards.school_state import SchoolState
from dashboards.threads import MOST
from dashboards.trail import Trail
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day
from warehouse.remembered import Kept
from warehouse.school_folder import read_settings
from warehouse.storage.lake_place import lake_place_of

if TYPE_CHECKING:
    from datetime import date

    from dashboards.mail.mail_server import MailServer
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

OWN_NAMES = frozenset({"127.0.0.1", "localhost"})  # of the machine


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
    intake: Intake
    hosts: frozenset[str]  # names under which the server answers
    mail: MailServer | None  # None in a school that sends no mails
    archive: Keeper  # makes packages of closed journals
    # Of this opening of this school and no other: the first part of every key.
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    threads: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(MOST))
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


def open_site(
    school: School, hosts: frozenset[str] = frozenset(), *, is_alone: bool = True
) -> Site:
    """Put together what serving this school needs.

    Not `is_alone`: the server has other schools too, so the machine's own names are not
    this school's.
    """
    throttle = Throttle(school.clock)
    trail = Trail(school.database, school.clock)
    mail = mail_server_of(school.folder)
    if is_alone:
        hosts |= OWN_NAMES | ({mail.public_host} if mail else set())
    metrics = Metrics()
    is_shared = lake_place_of(read_settings(school.folder)) is not None
    site = Site(
        school=school,
        sessions=Sessions(school.database, school.clock, is_shared=is_shared),
        throttle=throttle,
        tickets=Tickets(school.database, school.clock),
        basic_logins=BasicLogins(school, throttle, trail),
        versions=Versions(school.database),
        trail=trail,
        metrics=metrics,
        intake=Intake(metrics),
        hosts=hosts,
        mail=mail,
        archive=Keeper(school, mail.public_address if mail else ""),
    )
    if school.files.is_shared:
        school.database.listen(school.files.heard)
    site.metrics.registry.register(SchoolState(site))
    site.metrics.registry.register(MachineState(site))
    return site
