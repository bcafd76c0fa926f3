"""`vedomost restore`: a school from a backup, then the same check as ever, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.control.commands import Asked
from dashboards.safekeeping.at_the_terminal import verify
from expectations.language import N_, say
from warehouse.backups.restoring import restore
from warehouse.backups.settings import key_place
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_RESTORED = N_(
    "Restored into {folder}: the school as it stood on {moment}, the ledger up to "
    "block {block} with the digest {digest}."
)
_A_COPY = N_(
    "It is a copy to look at: it sends no mails and makes no nightly backups. To let "
    "it take over from the school, remove the line copy_of from {file}."
)


def restore_and_verify(
    backup: Path,
    to: Path,
    key_file: Path | None,
    language: str,
    *,
    takes_over: bool,
    show: Callable[[str], None],
    narrate: Callable[[str], None],
) -> bool:
    """Restore and verify; true if the restored school holds in every respect."""
    manifest = restore(backup, to, key_place(key_file), takes_over=takes_over)
    with open_school(to) as school:
        moment = manifest.made_at.astimezone(school.timezone)
        narrate(
            say(
                _RESTORED,
                language,
                folder=to,
                moment=f"{moment:%d.%m.%Y %H:%M}",
                block=manifest.block_id,
                digest=manifest.block_digest[:16],
            )
        )
        if school.copy_of:
            narrate(say(_A_COPY, language, file=to / "vedomost.toml"))
        return verify(Asked(school, {"as_json": False}, language, show, narrate))
