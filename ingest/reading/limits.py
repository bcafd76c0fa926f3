"""Limits that a child process sets itself before it touches a stranger's bytes."""

from __future__ import annotations

import signal
import sys


def limit_memory(memory_bytes: int) -> None:
    """Cap the address space where the platform can; elsewhere time is the limit."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def end_after(seconds: float) -> None:
    """Let the kernel end this process then, even inside a reader; 0 calls it off."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def leave_stopping_to_the_server() -> None:
    """Go on when the whole group is asked to stop: what is read is still recorded.

    Ctrl-C and some supervisors tell every process of the group. The child ends when its
    input does.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
