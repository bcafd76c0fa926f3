"""The files of an export: the acts, each sheet, all of one's own as one ZIP.

Each is authorised on the click: by then the page and the level must still be theirs.
"""

from __future__ import annotations

import io
import zipfile
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.journal.figures import moment
from dashboards.monthly_export import shelf
from dashboards.monthly_export.act import month_name
from dashboards.monthly_export.calendar_view import maker
from dashboards.printing.level_report import LEVELS
from warehouse.errors import VedomostError
from warehouse.queries import monthly_exports

if TYPE_CHECKING:
    import polars as pl

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_KINDS = {"pdf": ("PDF", "application/pdf"), "xlsx": ("XLSX", XLSX)}
_LIST = "sha256.txt"


def draw(viewer: Viewer, made: pl.DataFrame) -> None:
    """Offer the files of an export that the viewer chooses."""
    exports = made.unique("export_id", maintain_order=True).to_dicts()
    chosen = st.selectbox(
        _("Export"), exports, format_func=_export_name, key="export_id"
    )
    if chosen["is_void"]:
        st.warning(_("It was made in a void period and counts for no month (§4.4)."))
    files = cached.ask(monthly_exports.files, viewer, chosen["export_id"])
    _offer_zip(viewer, chosen["export_id"], len(files))
    acts = files.filter(kind="act").to_dicts()
    for level in dict.fromkeys(one["school_level"] for one in acts):
        name = f"{_('Act')}: {_(LEVELS[level])}"
        _offer(viewer, chosen, name, [x for x in acts if x["school_level"] == level])
    sheets = files.filter(kind="sheet")
    keys = sheets.select("class_id", "period_name").unique(maintain_order=True).rows()
    which = st.selectbox(
        _("Summary sheet"),
        keys,
        format_func=lambda one: f"{one[0]} · {one[1]}",
        key="export_sheet",
    )
    if which is not None:
        found = sheets.filter(class_id=which[0], period_name=which[1]).to_dicts()
        _offer(viewer, chosen, f"{which[0]} · {which[1]}", found)


def _export_name(one: dict[str, Any]) -> str:
    language, zone = current.language(), current.school().timezone
    return _(
        "{month}, export {number}: {moment}, {name}",
        month=month_name(one["month"], language),
        number=one["number"],
        moment=moment(one["made_at"], zone, language),
        name=maker(one["made_by"], language),
    )


def _offer(
    viewer: Viewer, chosen: dict[str, Any], name: str, files: list[dict[str, Any]]
) -> None:
    school = current.school()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(name)
        for one in files:
            words, mime = _KINDS[one["path"].rpartition(".")[2]]
            st.download_button(
                words,
                exporting(
                    partial(file_of, school, viewer, chosen["export_id"], one["path"]),
                    one["path"].removeprefix("exports/"),
                ),
                one["path"].rpartition("/")[2],
                mime,
                key=one["path"],
                on_click="ignore",
            )


def _offer_zip(viewer: Viewer, export_id: str, count: int) -> None:
    st.download_button(
        counted("{count} file (ZIP)", "All {count} files (ZIP)", count),
        exporting(
            partial(zip_of, current.school(), viewer, export_id), f"{export_id}.zip"
        ),
        f"{export_id}.zip",
        "application/zip",
        key=f"{export_id}.zip",
        on_click="ignore",
    )


def file_of(school: School, viewer: Viewer, export_id: str, path: str) -> bytes:
    """Return a file of an export to who answers for its level now."""
    found = monthly_exports.files(school.database, viewer, export_id)
    mine = found.filter(path=path)
    if mine.is_empty():
        raise VedomostError("This file is not open to you.")
    return shelf.content_of(school, path, mine["sha256"][0])


def zip_of(school: School, viewer: Viewer, export_id: str) -> bytes:
    """Return all files of the viewer's levels with a list for `sha256sum -c`."""
    found = monthly_exports.files(school.database, viewer, export_id)
    packed = io.BytesIO()
    lines = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in found.iter_rows(named=True):
            name = "/".join(one["path"].split("/")[-2:])
            archive.writestr(name, shelf.content_of(school, one["path"], one["sha256"]))
            lines.append(f"{one['sha256']}  {name}\n")
        archive.writestr(_LIST, "".join(lines))
    return packed.getvalue()
