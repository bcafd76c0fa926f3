"""What a verification found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.journal.figures import number
from expectations.language import N_, say, say_many

if TYPE_CHECKING:
    from warehouse.integrity.difference import Difference
    from warehouse.integrity.report import Report

_MEGABYTE = 2**20
WHOLE = N_("Everything is as it was recorded.")


def difference(one: Difference, language: str) -> str:
    """Return a place and what is wrong there as one line."""
    return f"{one.place}: {say(one.what, language, **dict(one.facts))}"


def megabytes(count_bytes: int, language: str) -> str:
    """Return bytes as a figure of MB: «67,4»."""
    return number(count_bytes / _MEGABYTE, language, 1)


def verdict(count: int, language: str) -> str:
    """Return whether all is whole, or how much is not."""
    if not count:
        return say(WHOLE, language)
    return say_many(
        "{count} difference from what was recorded.",
        "{count} differences from what was recorded.",
        count,
        language,
    )


def looked_at(report: Report, language: str) -> list[str]:
    """Return how much was looked at, as lines."""
    lines = [
        say(
            N_(
                "Looked at: blocks {blocks}, entries {entries}, files {files}, printed "
                "forms {forms}; {seconds} s."
            ),
            language,
            blocks=report.count_blocks,
            entries=report.count_entries,
            files=report.count_files,
            forms=report.count_forms,
            seconds=number(report.seconds, language, 1),
        )
    ]
    if report.count_unsigned:
        lines.append(
            say(
                N_(
                    "Blocks from before there were signatures: {count}. Their chain is "
                    "checked, nobody signed them."
                ),
                language,
                count=report.count_unsigned,
            )
        )
    if report.head_block_id:
        lines.append(
            say(
                N_("The last block: {block}, {digest}; key {key}."),
                language,
                block=report.head_block_id,
                digest=report.head_digest[:16],
                key=report.key_id,
            )
        )
    return lines
