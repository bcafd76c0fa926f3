"""Which mails are to go now, and what each says at the moment it goes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from dashboards.journal.due_words import Now
from dashboards.mail import digest, exported, reminder, weekly_claims
from dashboards.mail.quiet_hours import QuietHours
from dashboards.mail.ripeness import ripe_moments
from warehouse.access import mails
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day
from warehouse.queries.mails import due_moments, due_soon, led_days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.mail.letter import Letter
    from warehouse.access.mail_settings import MailSettings
    from warehouse.access.mails import Waiting
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_Owed: TypeAlias = "dict[str, list[tuple[datetime, datetime]]]"  # by person
REMINDED = frozenset({"teacher"})
LEADING = frozenset({"director", "deputy"})
DIGEST_AT = time(7, 30)  # the school's time
DIGEST_UNTIL = time(12)  # what the morning says is stale by then
_AHEAD = timedelta(hours=36)  # quiet hours may lie between now and what is due


def claim_ripe(school: School, subscribed: Iterable[MailSettings]) -> None:
    """Claim the mails that people are to get now; nothing in their quiet hours."""
    now = school.clock.now()
    awake = [
        settings
        for settings in subscribed
        if quiet_hours(school, settings).span_of(now) is None
    ]
    owed = _owed(school, now) if any(one.wants_reminders for one in awake) else {}
    weekly_claims.claim(school, awake, now)
    for settings in awake:
        if not (settings.wants_reminders or settings.wants_digest):
            continue  # hundreds of parents need not be looked up for nothing
        viewer = _viewer(school, settings)
        if settings.wants_reminders and viewer.roles & REMINDED:
            _claim_reminder(school, settings, owed.get(settings.person_id, []), now)
        if settings.wants_digest and viewer.roles & LEADING:
            _claim_digest(school, settings, viewer, now)
            about = exported.fresh(school.database, viewer, now)
            mails.claim(school.database, settings.account_id, mails.EXPORT, about, now)


def letter_for(
    school: School, settings: MailSettings, mail: Waiting, public_address: str
) -> Letter | str:
    """Return what a claimed mail says now, or why it says nothing any more."""
    viewer = _viewer(school, settings)
    if mail.kind == mails.WEEKLY:
        return weekly_claims.letter(school, settings, viewer, mail, public_address)
    if mail.kind == mails.REMINDER:
        return _reminder(school, settings, viewer, mail, public_address)
    if mail.kind == mails.EXPORT:
        return _exported(school, settings, viewer, mail, public_address)
    return _digest(school, settings, viewer, mail, public_address)


def language_of(school: School, settings: MailSettings, kind: str = "") -> str:
    """Return the language of a person's mails; the weekly one has its own."""
    if kind == mails.WEEKLY:
        return weekly_claims.language_of(school, settings)
    return settings.language or school.language


def quiet_hours(school: School, settings: MailSettings) -> QuietHours:
    """Return when a person gets no mails."""
    return QuietHours(settings.quiet_from, settings.quiet_until, school.timezone)


def _owed(school: School, now: datetime) -> _Owed:
    """Return (due_at, opens_at) of what every teacher has still to enter."""
    found: _Owed = {}
    rows = due_moments(school.database, now, now + _AHEAD)
    for person_id, due_at, opens_at in rows.iter_rows():
        found.setdefault(person_id, []).append((due_at, opens_at))
    return found


def _claim_reminder(
    school: School,
    settings: MailSettings,
    owed: list[tuple[datetime, datetime]],
    now: datetime,
) -> None:
    before = timedelta(minutes=settings.minutes_before)
    moments = ripe_moments(owed, before, quiet_hours(school, settings), now)
    if moments:
        about = [moment.isoformat() for moment in moments]
        mails.claim(school.database, settings.account_id, mails.REMINDER, about, now)


def _claim_digest(
    school: School, settings: MailSettings, viewer: Viewer, now: datetime
) -> None:
    today = school_day(now, school.timezone)
    if not _is_morning(school, now):
        return
    days = led_days(school.database, viewer, today)
    if days.is_empty() or not days["has_lessons"][0]:
        return
    about = [today.isoformat()]
    mails.claim(school.database, settings.account_id, mails.DIGEST, about, now)


def _is_morning(school: School, now: datetime) -> bool:
    return DIGEST_AT <= now.astimezone(school.timezone).time() < DIGEST_UNTIL


def _reminder(
    school: School,
    settings: MailSettings,
    viewer: Viewer,
    mail: Waiting,
    public_address: str,
) -> Letter | str:
    if not settings.wants_reminders or not viewer.roles & REMINDED:
        return mails.NOT_NEEDED
    now = school.clock.now()
    moments = [datetime.fromisoformat(moment) for moment in mail.about.split()]
    if all(moment.replace(tzinfo=UTC) <= now for moment in moments):
        return mails.TOO_LATE
    due = due_soon(school.database, viewer, now, moments)
    if due.is_empty():
        return mails.NOT_NEEDED
    seen = Now(now, school.timezone, language_of(school, settings))
    return reminder.letter(due, seen, public_address)


def _exported(
    school: School,
    settings: MailSettings,
    viewer: Viewer,
    mail: Waiting,
    public_address: str,
) -> Letter | str:
    if not settings.wants_digest or not viewer.roles & LEADING:
        return mails.NOT_NEEDED
    found = exported.facts(school.database, viewer, mail.about.split())
    if not found:
        return mails.NOT_NEEDED
    language = language_of(school, settings)
    return exported.letter(found, school.timezone, language, public_address)


def _digest(
    school: School,
    settings: MailSettings,
    viewer: Viewer,
    mail: Waiting,
    public_address: str,
) -> Letter | str:
    if not settings.wants_digest or not viewer.roles & LEADING:
        return mails.NOT_NEEDED
    now = school.clock.now()
    today = school_day(now, school.timezone)
    if mail.about != today.isoformat() or not _is_morning(school, now):
        return mails.TOO_LATE
    told = digest.facts(school.database, viewer, now, school.timezone)
    if told is None:
        return mails.NOT_NEEDED
    return digest.letter(told, language_of(school, settings), public_address)


def _viewer(school: School, settings: MailSettings) -> Viewer:
    today = school_day(school.clock.now(), school.timezone)
    return viewer_for(school.database, settings.person_id, today)
