"""Requests that cannot be done. Problems in a file are data, see expectations."""

from __future__ import annotations

import traceback


class VedomostError(Exception):
    """A request that cannot be done, with a sentence for the person who asked.

    `sentence` is an English message id with `{facts}`; whoever shows it translates it
    with `expectations.language`. Subclass only where a caller treats it differently.
    """

    names_nobody = False  # whether the facts may stand in a log: machines, no people

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence = sentence
        self.facts = facts
        super().__init__(sentence.format(**facts))


class DiskError(VedomostError):
    """The school's disk takes nothing: full, read-only, gone. Nothing was recorded."""

    names_nobody = True


def disk_error(reason: str) -> DiskError:
    """Return what is told when the disk takes nothing; `reason` is the system's."""
    return DiskError(
        "The school’s disk takes nothing at the moment: {reason}. Nothing was "
        "recorded. Tell the administrator, and try again later.",
        reason=reason,
    )


def where_it_failed(error: BaseException) -> str:
    """Return where something failed, without its own words: they may name people."""
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    return f"failed with {type(error).__name__} at\n{''.join(frames)}"
