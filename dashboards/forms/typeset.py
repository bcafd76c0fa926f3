"""Templates of typst as PDF; every form that is printed goes this way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from pathlib import Path


def pdf_of(template: Path, **told: str) -> bytes:
    """Return the PDF of a template that reads `told`; without Python's lock."""
    # Only the fonts that typst brings: the same page on every machine, and Cyrillic.
    made = typst.compile(
        template, root=template.parent, ignore_system_fonts=True, sys_inputs=told
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gives one PDF for a document")
    return made
