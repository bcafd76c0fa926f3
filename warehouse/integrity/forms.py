"""Printed forms still belong to their codes and blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse import printed_forms
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.integrity.examined import Examined


def check(examined: Examined) -> Iterator[Difference]:
    """Yield the printed forms whose code, register or block is another now.

    What they showed follows from the entries, which are checked one by one: it is not
    read again for each form.
    """
    digests = {block.block_id: block.digest for block in examined.blocks}
    for form in printed_forms.registered(examined.cursor):
        if not printed_forms.belongs_to_its_code(form):
            yield Difference(
                f"form {form.code}", "The register of printed forms was altered."
            )
        elif digests.get(form.standing.block_id, "") != form.standing.block_digest:
            yield Difference(
                f"form {form.code}", "The block that it shows is gone or another."
            )
