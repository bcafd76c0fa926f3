"""Login slips of a class: who gets one, issuing the codes, the two files (§2.14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import cached, current, gate
from dashboards.current import _, counted
from dashboards.downloads import XLSX
from dashboards.forms.file_names import file_name
from dashboards.forms.slips_pdf import slips_pdf
from dashboards.forms.slips_xlsx import slips_xlsx
from dashboards.people.account_list import state_cell, when
from dashboards.people.handing_out_slips import slip_sheet
from dashboards.tables import cell, heading, row, table
from dashboards.telling_apart import told_apart
from expectations.language import N_, say
from warehouse.access import managing
from warehouse.errors import VedomostError
from warehouse.queries import accounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    import polars as pl

    from warehouse.viewer import Viewer

_READY = "login_slips_ready"
_KINDS = {"student": N_("students"), "parent": N_("parents")}


class Chosen(NamedTuple):
    """Whose slips: a class, its students or their parents."""

    class_id: str
    kind: str


class Ready(NamedTuple):
    """Slips that were just prepared; kept by this tab until another class is chosen."""

    chosen: Chosen
    count_slips: int
    pdf: bytes
    xlsx: bytes


def choose(viewer: Viewer) -> Chosen:
    """Let the person choose one of their classes, and students or parents, or stop."""
    classes = cached.ask(accounts.classes, viewer)
    if classes.is_empty():
        st.info(_("There is no class whose accounts you manage."))
        st.stop()
    left, right = st.columns(2)
    class_id = left.selectbox(_("Class"), classes["class_id"].to_list(), key="slips_of")
    kind = right.selectbox(
        _("Whose slips"),
        list(_KINDS),
        format_func=lambda name: _(_KINDS[name]),
        key="slips_kind",
    )
    return Chosen(class_id, kind)


def people(viewer: Viewer, chosen: Chosen) -> pl.DataFrame:
    """Return the accounts of the class as they stand now."""
    school = current.school()
    return accounts.class_accounts(
        school.database,
        viewer,
        chosen.class_id,
        chosen.kind,
        now=school.clock.now(),
        today=current.today(),
    )


def hand_out(viewer: Viewer, chosen: Chosen, people: pl.DataFrame) -> None:
    """Offer the files that were just prepared, else choose who gets a slip.

    Not both: pressing the button again would make the slips just printed worthless.
    """
    if _offer_files(chosen):
        return
    able = {
        one["account_id"]: one
        for one in people.iter_rows(named=True)
        if one["state"] != "frozen"
    }
    fresh = [
        key
        for key, one in able.items()
        if one["state"] == "new" and one["code_until"] is None
    ]
    key = f"slips_for_{chosen.class_id}_{chosen.kind}"
    st.session_state.setdefault(key, fresh)
    picked = st.multiselect(
        _("Who gets a slip"),
        list(able),
        format_func=told_apart(
            {
                account_id: (name := one["person_name"], f"{name} · {one['login']}")
                for account_id, one in able.items()
            }
        ).__getitem__,
        key=key,
        help=_("At first, everyone who has neither a password nor a slip that works."),
        filter_mode="contains",
        select_all=False,  # Enter would take all that match: passwords would end
    )
    st.button(_("Choose everyone"), on_click=_choose, args=(key, list(able)))
    reset = sum(able[key]["state"] == "active" for key in picked)
    voided = sum(able[key]["code_until"] is not None for key in picked)
    _warn(voided, reset)
    label = _("Choose who gets a slip")
    if picked:
        label = counted(
            "Issue {count} code and prepare the slip",
            "Issue {count} codes and prepare the slips",
            len(picked),
        )
    if st.button(label, type="primary", disabled=not picked):
        _prepare(viewer, chosen, [able[key] for key in picked])


def _choose(key: str, account_ids: list[str]) -> None:
    st.session_state[key] = account_ids


def draw(people: pl.DataFrame, language: str) -> str:
    """Return one row per account of the class: logged in or not, until when a code."""
    is_of_parents = bool((people["kind"] == "parent").any())
    child = [heading(say(N_("Children"), language), "spare")] if is_of_parents else []
    head = row(
        heading(say(N_("Full name"), language), "name"),
        *child,
        heading(say(N_("State"), language)),
        heading(say(N_("Last log-in"), language)),
        heading(say(N_("Login"), language), "spare"),
    )
    body = [
        row(
            heading(one["person_name"], "name", one["login"], scope="row"),
            *([cell(one["child_names"], "spare")] if is_of_parents else []),
            state_cell(one, language),
            cell(when(one["last_login_at"], language), "nowrap"),
            cell(one["login"], "spare nowrap"),
        )
        for one in people.iter_rows(named=True)
    ]
    return table(say(N_("Who has logged in"), language), [head], body)


def _warn(voided: int, reset: int) -> None:
    """Say before it is done whose older codes and passwords end by it."""
    if voided:
        st.warning(
            counted(
                "{count} of them has a slip already: its code stops working.",
                "{count} of them have slips already: those codes stop working.",
                voided,
            )
        )
    if reset:
        st.warning(
            counted(
                "{count} of them has a password: it stops working, open pages close.",
                "{count} of them have passwords: those stop working, open pages close.",
                reset,
            )
        )


def _prepare(
    viewer: Viewer, chosen: Chosen, picked: Sequence[Mapping[str, Any]]
) -> None:
    """Issue the codes and draw both files; the codes are kept nowhere else."""
    site, now = current.site(), current.school().clock.now()
    ids = [one["account_id"] for one in picked]
    try:
        with st.spinner(_("Issuing codes…")), gate.stepped_out():
            codes = managing.hand_out_codes(
                site.school.database, ids, by=viewer.person_id, at=now
            )
            for account_id in ids:
                site.sessions.end_account(account_id, "closed")
            st.session_state[_READY] = _draw_files(chosen, picked, codes, now)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        st.stop()
    current.printed(f"{chosen.class_id} {chosen.kind} {len(ids)}")
    st.rerun()


def _draw_files(
    chosen: Chosen,
    picked: Sequence[Mapping[str, Any]],
    codes: Mapping[str, str],
    now: datetime,
) -> Ready:
    title = _("Login slips: {unit}", unit=chosen.class_id)
    sheet = slip_sheet(picked, codes, now, title)
    return Ready(chosen, len(picked), slips_pdf(sheet), slips_xlsx(sheet))


def _offer_files(chosen: Chosen) -> bool:
    """Offer what was prepared for this class, until the person is done with it."""
    ready = st.session_state.get(_READY)
    if ready is None or ready.chosen != chosen:
        st.session_state.pop(_READY, None)
        return False
    st.success(
        counted(
            "{count} slip is ready. Download it now: the code is not kept anywhere.",
            "{count} slips are ready. Download them now: the codes are not kept.",
            ready.count_slips,
        )
    )
    name = file_name(_("Login slips"))
    with st.container(horizontal=True):
        st.download_button(
            _("Slips for printing (PDF)"),
            ready.pdf,
            f"{name}.pdf",
            "application/pdf",
            type="primary",
        )
        st.download_button(_("Table (XLSX)"), ready.xlsx, f"{name}.xlsx", XLSX)
        if st.button(_("Done, they are saved")):
            st.session_state.pop(_READY, None)
            st.rerun()
    return True
