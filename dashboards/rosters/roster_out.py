"""The school as a OneRoster package, made on the click and noted in the log (§1.7)."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.exporting import exporting
from ingest.oneroster.package_writing import write_package
from warehouse.clock import school_day

if TYPE_CHECKING:
    from warehouse.school_folder import School

_IN_MEMORY = 16 << 20


def draw(*, with_marks: bool) -> None:
    """Offer the package; marks are in it for who leads every level."""
    st.markdown(
        _(
            "The school of today by OneRoster 1.2: school, year and periods, subjects, "
            "classes, people and who is where, with dates."
        )
    )
    if with_marks:
        st.markdown(_("Work types, marked lessons and marks are in it too."))
    st.caption(
        _(
            "The file holds personal data and leaves the house: hand it only to whom "
            "the school may give it. The log of access notes who took it (§1.7)."
        )
    )
    school = current.school()
    st.download_button(
        _("Download the package"),
        data=exporting(lambda: _made(school, with_marks=with_marks)),
        file_name=f"oneroster-{current.today():%Y-%m-%d}.zip",
        mime="application/zip",
        on_click="ignore",
        key="rosters_download",
    )


def _made(school: School, *, with_marks: bool) -> bytes:
    today = school_day(school.clock.now(), school.timezone)
    with (
        tempfile.SpooledTemporaryFile(_IN_MEMORY) as file,
        school.database.reading() as cursor,
    ):
        write_package(cursor, file, today, with_marks=with_marks)
        file.seek(0)
        return file.read()
