"""`vedomost verify` and `vedomost receipt` in words, or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.safekeeping.words import difference, looked_at, verdict
from expectations.language import N_, say
from warehouse import signing
from warehouse.durable_files import write_synced
from warehouse.errors import VedomostError
from warehouse.integrity import receipts
from warehouse.integrity.report import verify_school

if TYPE_CHECKING:
    from dashboards.control.commands import Asked
    from warehouse.integrity.difference import Difference
    from warehouse.integrity.report import Report

_MOST_TOLD = 50


def verify(asked: Asked) -> bool:
    """Say whether everything is as recorded; true if it is.

    With a receipt, whether the ledger is still the one that it was made of.
    """
    report = verify_school(asked.school, asked.go_on)
    differences = [*_against_receipt(asked), *report.differences]
    if asked.arguments["as_json"]:
        asked.show(json.dumps(_facts(report, differences), ensure_ascii=False))
        return not differences
    language = asked.language
    for one in differences[:_MOST_TOLD]:
        asked.show(difference(one, language))
    asked.show(verdict(len(differences), language))
    for one in report.notices[:_MOST_TOLD]:
        notice = difference(one, language)
        asked.show(say(N_("Notice: {notice}"), language, notice=notice))
    for line in looked_at(report, language):
        asked.show(line)
    return not differences


def receipt(asked: Asked) -> bool:
    """Write a receipt of the ledger's head to a file."""
    made = receipts.make(asked.school)
    path = Path(str(asked.arguments["to"]))
    try:
        write_synced(path, receipts.as_text(made).encode())
    except FileExistsError as error:
        raise VedomostError(
            "{path} is there already. Choose another name.", path=path
        ) from error
    except OSError as error:
        raise VedomostError(
            "{path} cannot be written: {reason}.",
            path=path,
            reason=error.strerror or type(error).__name__,
        ) from error
    asked.show(
        say(
            N_("Receipt of block {block}: {fingerprint}, key {key}."),
            asked.language,
            block=made.block_id,
            fingerprint=made.fingerprint,
            key=made.key_id,
        )
    )
    return True


def change_key(asked: Asked) -> bool:
    """Replace the key that signs the ledger."""
    public = signing.change_key(asked.school, str(asked.arguments["reason"]))
    asked.show(
        say(
            N_("The ledger is signed by a new key from now on: {key}."),
            asked.language,
            key=public.key_id,
        )
    )
    asked.narrate(
        say(
            N_("Make a backup now, and a receipt that is kept elsewhere."),
            asked.language,
        )
    )
    return True


def _against_receipt(asked: Asked) -> list[Difference]:
    text = str(asked.arguments.get("receipt", ""))
    if not text:
        return []
    with asked.school.database.reading() as cursor:
        return list(receipts.check(cursor, asked.school.school_id, receipts.read(text)))


def _facts(report: Report, differences: list[Difference]) -> dict[str, object]:
    facts = report._asdict() | {
        "verified_at": report.verified_at.isoformat(),
        "differences": [_named(one) for one in differences],
        "notices": [_named(one) for one in report.notices],
    }
    return {"is_whole": not differences, **facts}


def _named(one: Difference) -> dict[str, str]:
    return {"place": one.place, "what": one.sentence}
