"""Every night: verify everything, write down the result, file the day's receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.safekeeping.running import verify_and_keep
from dashboards.scheduling.telling import told
from dashboards.scheduling.times import nightly
from expectations.language import N_
from warehouse.integrity import receipts

if TYPE_CHECKING:
    from dashboards.scheduling.times import Due
    from dashboards.site import Site

TIMES = nightly(2, 30)
TITLE = N_("Verification of everything recorded")
_DONE = N_("Differences: {count}. The last block: {block}.")


def run(site: Site, _due: Due) -> str:
    """Do it, and say what was found."""
    report = verify_and_keep(site.school, "")
    if report.head_block_id:
        receipts.file_receipt(site.school, "")
    return told(_DONE, count=len(report.differences), block=report.head_block_id)
