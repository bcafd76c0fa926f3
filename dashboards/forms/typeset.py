"""Templates of typst as PDF; every form that is printed goes this way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typst

if TYPE_CHECKING:
    from pathlib import Path

# PDF/A-2b: fonts and colours lie in the file, so that it reads the same in decades.
ARCHIVAL: Final = "a-2b"


def pdf_of(template: Path, **told: str) -> bytes:
    """Return the PDF of a template that reads `told`; without Python's lock."""
    # Only the fonts that typst brings: the same page on every machine, and Cyrillic.
    made = typst.compile(
        template,
        root=template.parent,
        ignore_system_fonts=True,
        sys_inputs=told,
        pdf_standards=[ARCHIVAL],
        pdf_tags=False,  # tags are what PDF/A-2a and PDF/UA ask for
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gives one PDF for a document")
    return made
