"""What ties a paper to the ledger: the verification code and its QR picture (§3.3)."""

from __future__ import annotations

import io
from typing import NamedTuple

import segno


class Seal(NamedTuple):
    """The verification code, the address that its QR holds, and the ledger's block."""

    code: str
    address: str
    block_id: int


def drawn_seal(seal: Seal | None) -> dict[str, object] | None:
    """Return a seal as a template reads it, with the QR picture as SVG."""
    if seal is None:
        return None
    drawn = io.BytesIO()
    segno.make_qr(seal.address, error="m").save(drawn, kind="svg", border=2)
    return {**seal._asdict(), "qr": drawn.getvalue().decode()}
