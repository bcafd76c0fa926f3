"""All classes of a level or of the school at once: choose, watch, take the ZIP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current, gate
from dashboards.current import _, counted
from dashboards.exporting import exporting
from dashboards.forms.file_names import file_name
from dashboards.forms.paper_pdf import paper_pdf
from dashboards.forms.paper_xlsx import paper_xlsx
from dashboards.printing import catalogue, level_report
from dashboards.printing.batches import Part, is_running
from dashboards.printing.catalogue import ClassForm
from dashboards.printing.sealing import sealed
from warehouse.errors import VedomostError
from warehouse.queries import choices, printing

if TYPE_CHECKING:
    from datetime import date

    from dashboards.printing.batches import Progress
    from dashboards.printing.desk import Desk

_EVERY_LEVEL = ""
_PAGE = "forms"


def offer_all(desk: Desk) -> None:
    """Let the person choose forms and classes, start them and take them away."""
    led = desk.ask(printing.levels)
    if led.is_empty():
        st.info(_("No level is yours to report on."))
        return
    levels = led["school_level"].unique(maintain_order=True).to_list()
    kinds = st.pills(
        _("Forms"),
        catalogue.OF_A_CLASS,
        selection_mode="multi",
        default=catalogue.OF_A_CLASS[:1],
        format_func=lambda one: _(catalogue.NAMES[one]),
        key="batch_kinds",
    )
    left, right = st.columns(2)
    level = left.selectbox(
        _("Classes"),
        [*levels, _EVERY_LEVEL] if len(levels) > 1 else levels,
        format_func=lambda one: (
            _(level_report.LEVELS[one]) if one else _("all classes")
        ),
        key="batch_level",
    )
    day = right.date_input(
        _("The period that runs on"),
        value=current.today(),
        format="DD.MM.YYYY",
        key="batch_day",
    )
    classes = led if level == _EVERY_LEVEL else led.filter(school_level=level)
    if st.button(_("Make all forms"), disabled=not kinds, key="batch_start"):
        _start(desk, classes["class_id"].to_list(), list(kinds), day)
    progress = _progress(desk.viewer.person_id)
    is_made = progress is not None and is_running(progress)
    st.fragment(_watch, run_every=1 if is_made else None)()


def _start(desk: Desk, classes: list[str], kinds: list[str], day: date) -> None:
    site, session_id = current.site(), current.session_id()
    parts = [
        _part(desk, form)
        for class_id in classes
        for kind in kinds
        if (form := _form(desk, class_id, kind, day)) is not None
    ]
    current.printed(", ".join(kinds) + ": " + ", ".join(classes))
    started = site.batches.start(
        desk.viewer.person_id,
        parts,
        desk.school.clock.now(),
        is_open=lambda: current.is_still_open(site, session_id, _PAGE),
        is_theirs=lambda: set(classes) <= set(desk.ask(printing.levels)["class_id"]),
    )
    if not started:
        st.warning(_("Your last forms are still being made. Wait for them."))


def _form(desk: Desk, class_id: str, kind: str, day: date) -> ClassForm | None:
    """Return the form in the period that runs on a day, else in the last before."""
    periods = desk.ask(choices.class_periods, class_id)
    begun = periods.filter(periods["starts_on"] <= day)
    if begun.is_empty():
        return None
    period_id, period_name, *_days = begun.row(-1)
    return ClassForm(kind, class_id, period_id, period_name)


def _part(desk: Desk, form: ClassForm) -> Part:
    def make() -> dict[str, bytes]:
        papers = sealed(desk, lambda: catalogue.drafts(desk, form))
        return {"pdf": paper_pdf(papers), "xlsx": paper_xlsx(papers)}

    return Part(f"{form.class_id}/{form.file_name(desk.language)}", make)


def _progress(person_id: str) -> Progress | None:
    site = current.site()
    return site.batches.progress(person_id, site.school.clock.now())


def _watch() -> None:
    """Show how far the person's forms are; drawn anew every second meanwhile."""
    with gate.script_body():
        viewer = current.require(_PAGE)
        progress = _progress(viewer.person_id)
        if progress is None:
            return
        if progress.is_stopped:
            st.warning(_("The forms were stopped."))
        elif progress.content is None:
            st.progress(
                progress.done / max(1, progress.total),
                _("Made: {done} of {total}", done=progress.done, total=progress.total),
            )
        else:
            _finished(viewer.person_id, progress)


def _finished(person_id: str, progress: Progress) -> None:
    site = current.site()

    def content() -> bytes:
        found = site.batches.content(person_id, site.school.clock.now())
        if found is None:
            raise VedomostError("The forms are no longer kept. Make them again.")
        return found

    st.success(
        counted(
            "{count} form is ready; it is kept for half an hour.",
            "{count} forms are ready; they are kept for half an hour.",
            progress.total - len(progress.failed),
        )
    )
    if progress.failed:
        st.warning(_("Could not be made: {names}", names=", ".join(progress.failed)))
    st.download_button(
        _("All forms (ZIP)"),
        exporting(content, "forms.zip"),
        f"{file_name(_('Forms'))}.zip",
        "application/zip",
        key="batch_zip",
        on_click="ignore",
    )
