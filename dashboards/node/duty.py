"""Which node does what a school's server does by itself: mails, jobs, the archive.

Any node may serve any school; its duty is held by one at a time.
"""

from __future__ import annotations

from typing import Protocol


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
