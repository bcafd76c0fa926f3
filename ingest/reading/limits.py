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
