"""Which node does what a school's server does by itself: mails, jobs, the archive.

Any node may serve any school; its duty is held by one at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from warehouse.storage.catalogue import Lock
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
    """The duty of a school in a lake: a lock in PostgreSQL, kept by a connection.

    It ends with the connection, so with this process, however that ends.
    """

    def __init__(self, place: LakePlace) -> None:
        self._lock = Lock(place.installation.catalogue, f"duty {place.schema}")

    def acquire(self) -> bool:
        """Take it if no other node has it."""
        return self._lock.try_to_hold()

    def holds(self) -> bool:
        """Tell whether the connection that keeps it still lives."""
        return self._lock.is_connected()

    def release(self) -> None:
        """Let go of it."""
        self._lock.close()


def duty_of(settings: Mapping[str, Any]) -> Duty:
    """Return the duty of the school with these settings."""
    place = lake_place_of(settings)
    return OwnFolder() if place is None else DutyInLake(place)
