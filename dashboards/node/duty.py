"""Which node does what a school's server does by itself: mails, jobs, the archive.

Any node may serve any school; its duty is held by one at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from warehouse.storage.catalogue import join, leave
from warehouse.storage.lake_place import lake_place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from warehouse.storage.lake_place import LakePlace


class Duty(Protocol):
    """The duty of one school; asked in a thread, from time to time."""

    def acquire(self) -> bool:
        """Take the duty if no other node holds it; tell whether it is ours now."""

    def holds(self) -> bool:
        """Tell whether the duty that was taken is still ours."""

    def release(self) -> None:
        """Let another node take it."""


class OwnFolder:
    """The duty of a school in an embedded file: who has it open is the only one."""

    def acquire(self) -> bool:
        """Take it: no other process can have the file open."""
        return True

    def holds(self) -> bool:
        """Keep it as long as the school is open."""
        return True

    def release(self) -> None:
        """Do nothing: closing the file lets go of it."""


class DutyInLake:
    """The duty of a school in a lake: a lock in PostgreSQL.

    One connection keeps those of all schools of the process. They end with it, so with
    the process, however that ends.
    """

    def __init__(self, place: LakePlace) -> None:
        self._catalogue = join(place.installation.catalogue)
        self._name = place.duty

    def acquire(self) -> bool:
        """Take it if no other node has it."""
        return self._catalogue.long_locks.try_to_hold(self._name)

    def holds(self) -> bool:
        """Tell whether the connection that keeps it still lives."""
        return self._catalogue.long_locks.holds(self._name)

    def release(self) -> None:
        """Let go of it, for good."""
        self._catalogue.long_locks.release(self._name)
        leave(self._catalogue)


def duty_of(settings: Mapping[str, Any]) -> Duty:
    """Return the duty of the school with these settings."""
    place = lake_place_of(settings)
    return OwnFolder() if place is None else DutyInLake(place)
