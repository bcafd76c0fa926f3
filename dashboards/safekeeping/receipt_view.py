"""The ledger's head, its receipt to take away, and a look at an older receipt."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.exporting import exporting
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.forms.offering import offer
from dashboards.forms.table_form import Form, FormTable
from dashboards.journal.figures import moment
from dashboards.safekeeping.words import difference
from expectations.language import say
from warehouse.errors import VedomostError
from warehouse.integrity import receipts
from warehouse.queries import safekeeping

if TYPE_CHECKING:
    from dashboards.forms.made import Made
    from warehouse.integrity.receipts import Receipt
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_LARGEST = 64 * 1024


def show(viewer: Viewer) -> None:
    """Draw the head, the buttons, and the field for an older receipt."""
    school, language = current.school(), current.language()
    found = safekeeping.head(school.database, viewer)
    if found.is_empty():
        st.info(_("Nothing has been recorded yet: there is no receipt."))
        return
    head = found.row(0, named=True)
    st.write(
        _(
            "The last block: {block}, sealed {moment}. Key: {key}.",
            block=head["block_id"],
            moment=moment(head["sealed_at"], school.timezone, language),
            key=head["key_id"] or "—",
        )
    )
    st.caption(
        _(
            "Keep a receipt away from this server: printed, on a flash drive, at "
            "another person’s. If the journal is ever rewritten as a whole, the older "
            "receipt shows it. The server files one every night."
        )
    )
    name = file_name(_("Receipt"), current.today().isoformat())
    st.download_button(
        _("Receipt (file for checking)"),
        exporting(lambda: receipts.as_text(receipts.make(school)).encode()),
        f"{name}.json",
        "application/json",
        on_click="ignore",
    )
    top = made(viewer, school.clock.now())
    offer(lambda: _form(school, top), "receipt", name)
    _check_older(school, language)


def _form(school: School, top: Made) -> Form:
    receipt = receipts.make(school)
    language = top.language
    return Form(
        title=say("Receipt of the ledger’s head", language),
        school_name=top.school_name,
        filters=(),
        tables=(_table(receipt, language),),
        rules=(
            say(
                "§2.10: whoever keeps this paper can show later whether the journal "
                "was rewritten. Compare the digest with that of the server’s block.",
                language,
            ),
        ),
        moment=top.moment,
        made_by=top.made_by,
        language=language,
    )


def _table(receipt: Receipt, language: str) -> FormTable:
    digest = receipt.digest
    rows = (
        (say("School", language), receipt.school_name),
        (say("Block of the ledger", language), str(receipt.block_id)),
        (say("Entries until then", language), str(receipt.count_entries)),
        (say("Made at", language), _moment(receipt)),
        (
            say("Digest of the block (SHA-256)", language),
            " ".join(digest[at : at + 8] for at in range(0, len(digest), 8)),
        ),
        (say("Key", language), receipt.key_id),
        (
            say("Signature (Ed25519)", language),
            " ".join(
                receipt.signature[at : at + 22]
                for at in range(0, len(receipt.signature), 22)
            ),
        ),
    )
    heads = (say("What", language), say("Value", language))
    return FormTable(say("Receipt", language), heads, rows)


def _moment(receipt: Receipt) -> str:
    return f"{datetime.fromisoformat(receipt.made_at):%d.%m.%Y %H:%M:%S %z}"


def _check_older(school: School, language: str) -> None:
    brought = st.file_uploader(
        _("Check an older receipt"), type="json", key="older_receipt"
    )
    if brought is None:
        return
    text = brought.getvalue()[:_LARGEST].decode(errors="replace")
    try:
        receipt = receipts.read(text)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    with school.database.reading() as cursor:
        found = list(receipts.check(cursor, school.school_id, receipt))
    if not found:
        st.success(
            _(
                "The ledger still holds block {block} as this receipt says.",
                block=receipt.block_id,
            ),
            icon=":material/verified:",
        )
    for one in found:
        st.error(difference(one, language), icon=":material/gpp_bad:")
