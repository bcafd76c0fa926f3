"""The section *Backups* of the page *Safekeeping*: the age, the list, one now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import NONE
from dashboards.safekeeping import backup_figure
from dashboards.safekeeping.backing_up import lines
from dashboards.safekeeping.words import megabytes
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.access import log
from warehouse.backups.backing_up import COMMAND, SCHEDULE, back_up
from warehouse.backups.record import RESTORED
from warehouse.backups.settings import backup_settings
from warehouse.errors import VedomostError
from warehouse.queries import backups

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

    from warehouse.viewer import Viewer

_BY = {
    SCHEDULE: N_("by the clock"),
    COMMAND: N_("at the server’s machine"),
}
_HEAD = (
    N_("When"),
    N_("What"),
    N_("Asked for by"),
    N_("Where"),
    N_("Files"),
    N_("Size, MB"),
    N_("Of it new, MB"),
    N_("Ledger up to block"),
)


def draw(viewer: Viewer) -> None:
    """Draw the section; for who may not look it stays empty."""
    runs = cached.ask(backups.runs, viewer)
    if cached.ask(backups.last_good, viewer).is_empty():
        return
    st.subheader(_("Backups"))
    backup_figure.draw(viewer)
    _where()
    if st.button(_("Make a backup now"), key="back_up_now"):
        _make_now(viewer)
    if runs.is_empty():
        st.info(_("No backup has been made yet."))
    else:
        st.html(runs_table(runs, current.school().timezone, current.language()))


def _where() -> None:
    """Say where backups go, and that this school is a copy if it is one."""
    school = current.school()
    if school.copy_of:
        st.warning(
            _(
                "This school is a copy, restored from {backup}: it sends no mails and "
                "makes no nightly backups.",
                backup=school.copy_of,
            )
        )
    try:
        settings = backup_settings(school.folder)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    terms = settings.kept
    st.caption(
        _(
            "Every night into {folder}. The newest of {days} days, {weeks} weeks and "
            "{months} months are kept.",
            folder=settings.folder,
            days=terms.daily,
            weeks=terms.weekly,
            months=terms.monthly,
        )
    )


def _make_now(viewer: Viewer) -> None:
    school = current.school()
    try:
        with st.spinner(_("The backup is being made; people can go on working.")):
            done = back_up(school, viewer.person_id)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    log.note(
        school.database,
        school.clock.now(),
        current.actor(),
        "backed_up",
        place=current.page_name(),
        scope=done.made.manifest.name,
    )
    made, *notes = lines(done, current.language())
    st.success(made)
    for note in notes:
        st.warning(note)


def runs_table(runs: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return one row for each backup, failed try and restoring."""
    head = row(
        *(
            heading(say(title, language), "right" if place > 3 else "")
            for place, title in enumerate(_HEAD)
        )
    )
    body = [_row(run, zone, language) for run in runs.iter_rows(named=True)]
    return table(say(N_("Backups"), language), [head], body)


def _row(run: dict[str, Any], zone: ZoneInfo, language: str) -> str:
    at: datetime = run["started_at"].replace(tzinfo=UTC).astimezone(zone)
    is_good = run["outcome"] == "good"
    by = _BY.get(run["asked_by"])
    return row(
        heading(f"{at:%d.%m.%Y %H:%M}", scope="row"),
        cell(_what(run, language), "" if is_good else "bad"),
        cell(say(by, language) if by else run["person_name"] or NONE),
        cell(run["folder"] or NONE),
        cell(_number(run["count_files"]), "right"),
        cell(_megabytes(run["size_bytes"], language), "right"),
        cell(_megabytes(run["new_bytes"], language), "right"),
        cell(_number(run["block_id"]), "right"),
    )


def _what(run: dict[str, Any], language: str) -> str:
    if run["outcome"] != "good":
        facts = json.loads(run["reason_facts"] or "{}")
        return say(run["reason"], language, **facts)
    if run["kind"] == RESTORED:
        return say(N_("Restored from {name}"), language, name=run["backup_name"])
    if run["is_encrypted"]:
        return say(N_("Made, encrypted"), language)
    return say(N_("Made, not encrypted"), language)


def _number(value: int | None) -> str:
    return NONE if value is None else str(value)


def _megabytes(count: int | None, language: str) -> str:
    return NONE if count is None else megabytes(count, language)
