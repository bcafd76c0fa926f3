"""Which weekly mails are to go now, and what each says at the moment it goes (§1.6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dashboards.mail import weekly_letter
from dashboards.mail.weekly_facts import About, child_facts
from dashboards.mail.weekly_slots import LATE, last_slot, week_of
from warehouse.access import mails, weekly_wishes
from warehouse.clock import school_day, utc_naive
from warehouse.queries import weekly_mail

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dashboards.mail.letter import Letter
    from dashboards.mail.weekly_facts import Child
    from warehouse.access.mail_settings import MailSettings
    from warehouse.access.mails import Waiting
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PARENTS = frozenset({"parent"})
_FIRST = timedelta(days=7)  # what the first mail looks back on
_MOST = timedelta(days=14)  # and any other at most


def claim(school: School, awake: Iterable[MailSettings], now: datetime) -> None:
    """Claim the mail of everybody whose day and hour came, even some days ago."""
    owed = [
        (settings.account_id, week_of(slot))
        for settings in awake
        if (slot := _due_slot(school, settings, now)) is not None
    ]
    if owed:
        mails.claim_all(school.database, mails.WEEKLY, owed, now)


def letter(
    school: School,
    settings: MailSettings,
    viewer: Viewer,
    mail: Waiting,
    public_address: str,
) -> Letter | str:
    """Return what a claimed mail says now, or why it says nothing any more."""
    now = school.clock.now()
    if not settings.wants_weekly or not viewer.roles & PARENTS:
        return mails.NOT_NEEDED
    if now - mail.composed_at.replace(tzinfo=UTC) > LATE:
        return mails.TOO_LATE
    since = _since(school, settings.account_id, now)
    without = weekly_wishes.left_out(school.database, settings.account_id)
    told = children(school, viewer, without, since, now)
    if not any(child.is_worth_a_mail for child in told):
        return mails.NOT_NEEDED
    language = language_of(school, settings)
    return weekly_letter.letter(
        told, about(school, since, now), language, public_address
    )


def sample(
    school: School,
    viewer: Viewer,
    without: Collection[str],
    language: str,
    public_address: str,
) -> Letter:
    """Return what the mail of the last seven days would say, whatever was sent."""
    now = school.clock.now()
    since = utc_naive(now - _FIRST)
    told = children(school, viewer, without, since, now)
    return weekly_letter.letter(
        told, about(school, since, now), language, public_address
    )


def children(
    school: School,
    viewer: Viewer,
    without: Collection[str],
    since: datetime,
    now: datetime,
) -> list[Child]:
    """Ask about every child that is not left out, as the diary answers the viewer."""
    today = school_day(now, school.timezone)
    found = weekly_mail.children(school.database, viewer, today)
    return [
        child_facts(school.database, viewer, student_id, given_name, since, today)
        for student_id, given_name in found.iter_rows()
        if student_id not in without
    ]


def about(school: School, since: datetime, now: datetime) -> About:
    """Return what the mail's frame says: its days, and how figures are rounded."""
    begun = school_day(since.replace(tzinfo=UTC), school.timezone)
    return About.of(school.database, begun, school_day(now, school.timezone))


def language_of(school: School, settings: MailSettings) -> str:
    """Return the language that was chosen for the weekly mail, else the person's."""
    return settings.weekly_language or settings.language or school.language


def _due_slot(school: School, settings: MailSettings, now: datetime) -> datetime | None:
    """Return the chosen moment if it came while it was chosen, and not too long ago."""
    if not settings.wants_weekly or settings.weekly_since is None:
        return None
    slot = last_slot(settings.weekly_day, settings.weekly_hour, school.timezone, now)
    is_chosen = settings.weekly_since <= utc_naive(slot)
    return slot if is_chosen and now - slot <= LATE else None


def _since(school: School, account_id: str, now: datetime) -> datetime:
    """Return from when on entries are news, naive UTC: nothing twice, no gap."""
    told = mails.told_until(school.database, account_id, mails.WEEKLY)
    if told is None:
        return utc_naive(now - _FIRST)
    return max(told, utc_naive(now - _MOST))
