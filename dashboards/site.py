"""What one running server holds: the school, its sessions, its listeners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboards.door.basic import BasicLogins
from dashboards.door.sessions import Sessions
from dashboards.door.throttle import Throttle
from dashboards.door.tickets import Tickets
from dashboards.events import Versions
from dashboards.metrics import Metrics
from dashboards.school_state import SchoolState
from dashboards.trail import Trail

if TYPE_CHECKING:
    from warehouse.school_folder import School


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


def open_site(school: School, hosts: frozenset[str] = frozenset()) -> Site:
    """Put together what serving this school needs."""
    throttle = Throttle(school.clock)
    trail = Trail(school.database, school.clock)
    site = Site(
        school=school,
        sessions=Sessions(school.database, school.clock),
        throttle=throttle,
        tickets=Tickets(school.database, school.clock),
        basic_logins=BasicLogins(school, throttle, trail),
        versions=Versions(school.database),
        trail=trail,
        metrics=Metrics(),
        hosts=frozenset({"127.0.0.1", "localhost"}) | hosts,
    )
    site.metrics.registry.register(SchoolState(site))
    return site
