"""Mails: what went to whom and when, what waits, what failed; sending it again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import NONE, moment
from dashboards.people.mail_words import KINDS, OUTCOMES, why
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.access.mail_retrying import is_of_use, try_again
from warehouse.queries import mail_report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import polars as pl

    from warehouse.viewer import Viewer

_MOST_SHOWN = 500
_DAYS = (7, 30, 90)
_COLOURS = {"sent": "good", "failed": "bad", "unknown": "bad"}
_COUNTS = {
    "count_sent": N_("Sent"),
    "count_waiting": N_("Waiting"),
    "count_failed": N_("Not sent"),
    "count_unknown": N_("Unknown whether it went"),
    "count_needless": N_("Not needed"),
}


def draw(viewer: Viewer) -> None:
    """Draw counts by kind, then mail by mail, with what can be tried again."""
    school, language = current.school(), current.language()
    now = school.clock.now()
    left, middle, right = st.columns(3)
    days = left.selectbox(
        _("Of the last days"),
        _DAYS,
        format_func=lambda one: counted("{count} day", "{count} days", one),
        key="mails_days",
    )
    kind = middle.selectbox(
        _("Kind of mail"),
        ["", *KINDS],
        format_func=lambda one: _(KINDS[one]) if one else _("all"),
        key="mails_kind",
    )
    outcome = right.selectbox(
        _("How it stands"),
        ["", *OUTCOMES],
        format_func=lambda one: _(OUTCOMES[one]) if one else _("all"),
        key="mails_outcome",
    )
    since = now - timedelta(days=days)
    numbers = mail_report.counts(school.database, viewer, since)
    if numbers.is_empty():
        st.info(_("No mails in these days."))
        return
    found = mail_report.sent(school.database, viewer, since, kind, outcome, _MOST_SHOWN)
    drawn = [_counts(numbers, language)]
    st.html(drawn[0])
    drawn.append(_mails(found, school.timezone, language))
    st.html(drawn[1])
    if len(found) == _MOST_SHOWN:
        st.caption(_("The newest {count} are shown.", count=_MOST_SHOWN))
    _offer_retry(found, now)
    offer_page(_("Mails"), drawn, "mails")


def _counts(numbers: pl.DataFrame, language: str) -> str:
    head = row(
        heading(say(N_("Kind of mail"), language), "name"),
        *(heading(say(words, language), "right") for words in _COUNTS.values()),
    )
    body = [
        row(
            heading(say(KINDS[one["kind"]], language), "name", scope="row"),
            *(cell(str(one[name]), "right") for name in _COUNTS),
        )
        for one in numbers.iter_rows(named=True)
    ]
    return table(say(N_("Mails by kind"), language), [head], body)


def _mails(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    def when(stored: datetime | None) -> str:
        return moment(stored, zone, language) if stored else NONE

    head = row(
        heading(say(N_("To whom"), language), "name"),
        heading(say(N_("Kind of mail"), language)),
        heading(say(N_("How it stands"), language)),
        heading(say(N_("Sent at"), language)),
        heading(say(N_("Next try"), language), "spare"),
        heading(say(N_("Why"), language)),
        heading(say(N_("Queued at"), language), "spare"),
    )
    body = [
        row(
            heading(one["person_name"] or NONE, "name", scope="row"),
            cell(say(KINDS[one["kind"]], language), "nowrap"),
            cell(
                say(OUTCOMES[one["outcome"]], language),
                _COLOURS.get(one["outcome"], ""),
            ),
            cell(when(one["sent_at"]), "nowrap"),
            cell(when(one["next_try_at"]), "nowrap spare"),
            cell(why(one["failure"], language)),
            cell(when(one["composed_at"]), "nowrap spare"),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Mails"), language), [head], body)


def _offer_retry(found: pl.DataFrame, now: datetime) -> None:
    """Offer to try what waits, and apart from it what failed or is unknown."""
    mails = [
        one
        for one in found.iter_rows(named=True)
        if is_of_use(one["kind"], one["failure"], one["composed_at"], now)
    ]
    waiting = [one["mail_id"] for one in mails if one["outcome"] == "waiting"]
    if waiting and st.button(_("Try now what waits"), key="mails_try_waiting"):
        _again(waiting)
    failed = {
        one["mail_id"]: f"{one['person_name']} · {_(KINDS[one['kind']])} · "
        f"{_(OUTCOMES[one['outcome']])}"
        for one in mails
        if one["outcome"] in ("failed", "unknown")
    }
    if not failed:
        return
    chosen = st.multiselect(
        _("Send again"),
        list(failed),
        format_func=lambda one: failed.get(one, one),
        placeholder=_("Choose mails of the last three days"),
        key="mails_chosen",
    )
    if any(one["mail_id"] in chosen and one["outcome"] == "unknown" for one in mails):
        st.warning(_("A mail of which it is unknown whether it went may come twice."))
    if chosen and st.button(_("Send the chosen ones again"), key="mails_send_again"):
        _again(chosen)


def _again(mail_ids: Sequence[str]) -> None:
    school = current.school()
    count = try_again(school.database, current.actor(), mail_ids, school.clock.now())
    st.toast(
        counted(
            "{count} mail is tried in the next half minute.",
            "{count} mails are tried in the next half minute.",
            count,
        )
    )
    st.rerun()
