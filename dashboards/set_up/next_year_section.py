"""The next school year: proposed, looked through, made in one step (§2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.journal.figures import day
from dashboards.set_up.touched_view import show_problems, some
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.rolling_over.classes import BASIC_GRADE
from ingest.rolling_over.making import Farewell, make_next_year
from ingest.rolling_over.reviewing import (
    as_workbook,
    folder_for,
    last_day_of,
    proposed,
    review,
)
from ingest.setup.contract import SHEET_OF
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME
from warehouse.queries import setup_rows
from warehouse.school_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ingest.rolling_over.classes import MovedClass
    from ingest.rolling_over.proposing import Proposal
    from ingest.rolling_over.reviewing import Review
    from ingest.setup.changes import Row
    from warehouse.viewer import Viewer

_SEEN = "next_year_seen"  # the workbook that was looked at, and what was seen
_BECOMES = N_("What becomes of the classes")
_COUNTED = ("classes", "students", "groups", "load", "staff")


def draw(viewer: Viewer) -> None:
    """Propose the next year, take it back looked through, and make its school."""
    leaving = _ask_leaving(viewer)
    proposal = proposed(current.school(), viewer, leaving)
    folder = folder_for(current.school(), proposal)
    if (folder / SETTINGS_FILE).exists():
        _tell_made(folder)
        return
    _tell(proposal)
    last_day = last_day_of(current.school())
    if current.today() <= last_day:
        st.info(
            _(
                "This year lasts until {day}. Make the next one when it ends: who "
                "comes or leaves meanwhile is then entered in both.",
                day=day(last_day, current.language()),
            )
        )
    content = _ask_workbook(proposal, leaving)
    if st.button(_("Look at the next year")):
        st.session_state.pop(_SEEN, None)
        try:
            seen = review(current.school(), viewer, content)
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return
        st.session_state[_SEEN] = (content, seen)
    known = st.session_state.get(_SEEN)
    if known is not None and known[0] == content:
        _confirm(viewer, content, known[1], folder)


def _ask_leaving(viewer: Viewer) -> tuple[str, ...]:
    """Ask which students of the ninth grade do not go on."""
    today = current.today()
    classes = cached.ask(setup_rows.rows, viewer, "classes", today)
    ninth = classes.filter(grade=BASIC_GRADE)["class_id"].to_list()
    names = {
        one["student_id"]: f"{one['surname']} {one['given_name']}, {one['class_id']}"
        for one in cached.ask(setup_rows.rows, viewer, "students", today)
        .sort("class_id", "surname", "given_name")
        .iter_rows(named=True)
        if one["class_id"] in ninth and one["left_on"] is None
    }
    if not names:
        return ()
    chosen = st.multiselect(
        _("Ninth-graders who leave"),
        list(names),
        format_func=lambda one: names.get(one, one),
        placeholder=_("Nobody chosen: all go on to the tenth grade"),
        key="next_year_leaving",
    )
    return tuple(chosen)


def _tell(proposal: Proposal) -> None:
    language = current.language()
    st.markdown(
        _(
            "The year from {day} is proposed from this one: everybody a grade up, who "
            "finishes out, study groups with their members, periods and vacations "
            "moved, load by the grade. It becomes a school of its own, beside this "
            "one, with the same log-ins; this year’s journal stays as it is (§2.2).",
            day=day(proposal.starts_on, language),
        )
    )
    with st.container(horizontal=True):
        for name in _COUNTED:
            st.metric(_(SHEET_OF[name].title), len(proposal.tables[name]))
    with st.expander(_(_BECOMES)):
        st.html(_classes(proposal.classes, language))
    _list(N_("Finish or leave: {count}"), proposal.graduates)
    st.markdown("\n".join(f"- {_(s, **facts)}" for s, facts in proposal.remarks))


def _list(title: str, students: Sequence[Row]) -> None:
    """Show students by class, closed at first."""
    if not students:
        return
    by_class: dict[str, list[str]] = {}
    for one in students:
        name = f"{one['surname']} {one['given_name']}"
        by_class.setdefault(str(one["class_id"]), []).append(name)
    with st.expander(_(title, count=len(students))):
        for class_id, names in sorted(by_class.items()):
            st.text(f"{class_id}: {', '.join(sorted(names))}")


def _classes(classes: Sequence[MovedClass], language: str) -> str:
    head = row(
        heading(say(N_("This year"), language), "name"),
        heading(say(N_("Next year"), language)),
        heading(say(N_("Students"), language), "right"),
    )
    body = [
        row(
            heading(
                one.class_from or say(N_("new class"), language), "name", scope="row"
            ),
            cell(one.class_to or say(N_("leaves"), language)),
            cell(str(one.count_students), "right"),
        )
        for one in classes
    ]
    return table(say(_BECOMES, language), [head], body)


def _ask_workbook(proposal: Proposal, leaving: tuple[str, ...]) -> bytes:
    """Offer the proposal as a workbook, and take it back changed; else as proposed."""
    language = current.language()
    key = f"next_year_proposed_{current.version()}_{current.today()}_{language}"
    kept = st.session_state.get(key)
    if kept is None or kept[0] != leaving:
        kept = (leaving, as_workbook(proposal, language))
        st.session_state[key] = kept
    content: bytes = kept[1]
    st.download_button(
        _("Download the next year’s set-up"),
        data=exporting(lambda: content),
        file_name=_("set-up {year}.xlsx", year=proposal.year_id),
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
    )
    file = st.file_uploader(
        _("The workbook, if you changed it (.xlsx)"), key="next_year_file"
    )
    return content if file is None else file.getvalue()


def _confirm(viewer: Viewer, content: bytes, seen: Review, folder: Path) -> None:
    show_problems(seen.problems)
    if seen.is_faulty:
        return
    if seen.count_without_lessons:
        st.caption(
            _(
                "Load lines that wait for the timetable: {count}.",
                count=seen.count_without_lessons,
            )
        )
    _list(N_("Have their last day in this year: {count}"), seen.leaving)
    _list(N_("New in the next year: {count}"), seen.newcomers)
    farewell = _ask_farewell()
    if farewell is None or not st.button(_("Make the next year"), type="primary"):
        return
    try:
        with st.spinner(_("The next year’s school is being made…")):
            count = make_next_year(
                current.school(),
                viewer,
                folder,
                content,
                farewell,
                leaving=len(seen.leaving),
            )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state.pop(_SEEN)
    st.toast(counted("{count} log-in taken over", "{count} log-ins taken over", count))
    st.rerun()


def _ask_farewell() -> Farewell | None:
    left, middle, right = st.columns(3)
    last_day = left.date_input(
        _("Last day of those who finish"),
        value=last_day_of(current.school()),
        format="DD.MM.YYYY",
        key="next_year_last_day",
    )
    number = middle.text_input(
        _("Order number"), max_chars=LONGEST_NAME, key="next_year_order"
    )
    issued_on = right.date_input(
        _("Date of the order"),
        value=None,
        max_value=current.today(),
        format="DD.MM.YYYY",
        key="next_year_order_on",
    )
    return None if last_day is None else Farewell(last_day, number, issued_on)


def _tell_made(folder: Path) -> None:
    st.success(
        _("The next year’s school is made: {folder}.", folder=some([folder.name]))
    )
    st.markdown(
        _(
            "The administrator starts it with `vedomost serve {folder}` and sets up "
            "its backups. Its timetable, new classes and readiness are formed there. "
            "This year goes on here until its periods are closed and archived; who "
            "comes or leaves in summer is entered in both.",
            folder=folder.name,
        )
    )
