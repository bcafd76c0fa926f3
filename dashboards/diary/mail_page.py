"""`/diary/mail` as HTML: an address, its code, then which children, which day and hour.

One form at a time, no script. What a mail carries is said before anybody agrees.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import format_time, get_day_names

from dashboards.journal.figures import clock_time, long_day, moment
from dashboards.language_links import LANGUAGE_NAMES
from dashboards.mail.weekly_slots import next_slot
from expectations.language import LANGUAGES, N_, say
from warehouse.access import weekly_wishes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from dashboards.diary.asked import Child
    from warehouse.access.mail_settings import MailSettings

PATH = "/diary/mail"
SAMPLE = "/diary/mail/sample"
_CARRIES = (
    N_(
        "Once a week a mail tells what is new in the diary: homework for the coming "
        "days, marks and corrected marks, missed lessons and coming late, final marks, "
        "what teachers wrote to the whole class."
    ),
    N_(
        "It calls your children by their first names. Why a lesson was missed and what "
        "teachers wrote about your child is not in it: that is read in the diary."
    ),
    N_(
        "A mail lies in your mailbox, and your mail provider can read it. If you do "
        "not want that, open the diary here, or ask for it on paper (page “Diary on "
        "paper”)."
    ),
)


class Shown(NamedTuple):
    """What the page is drawn from."""

    language: str
    zone: ZoneInfo
    now: datetime
    is_switched_on: bool  # the school has a mail server
    is_staff: bool  # the same address gets mails of work
    own: MailSettings | None
    wants_another: bool  # another address is being typed
    children: Sequence[Child]
    left_out: frozenset[str]
    refused_at: datetime | None  # naive UTC: when the address was refused
    said: str = ""  # what was done
    wrong: str = ""  # what was not

    def say(self, sentence: str, **facts: object) -> str:
        """Return a sentence in the page's language, escaped."""
        return escape(say(sentence, self.language, **facts))


def draw(shown: Shown) -> str:
    """Return the page's content."""
    parts = [f"<h1>{shown.say(N_('Weekly mail'))}</h1>"]
    if shown.said:
        parts.append(f'<p class="done" role="status">{escape(shown.said)}</p>')
    if shown.wrong:
        parts.append(f'<p class="warning" role="alert">{escape(shown.wrong)}</p>')
    own = shown.own
    parts.append(_carries(shown))
    if not shown.is_switched_on:
        parts.append(_not_switched_on(shown))
    elif own is None or own.is_stopped or shown.wants_another:
        parts.append(_address_form(shown))
    elif not own.is_confirmed:
        parts.append(_code_form(shown, own))
    else:
        parts.append(_choice_form(shown, own))
    return "\n".join(parts)


def _carries(shown: Shown) -> str:
    """Return what a mail carries; folded for who has agreed to it."""
    words = shown.say(N_("See what the mail would say now"))
    told = "".join(f"<p>{shown.say(one)}</p>" for one in _CARRIES)
    told = f'<div class="prose">{told}<p><a href="{SAMPLE}">{words}</a></p></div>'
    if shown.own is None or not shown.own.wants_weekly:
        return told
    title = shown.say(N_("What is in the mail"))
    return f'<details class="carries"><summary>{title}</summary>{told}</details>'


def _not_switched_on(shown: Shown) -> str:
    words = N_(
        "This school sends no mails yet: whoever looks after its server has not "
        "switched them on."
    )
    return f'<p class="warning">{shown.say(words)}</p>'


def _address_form(shown: Shown) -> str:
    stopped = ""
    if shown.own is not None and shown.own.is_stopped:
        when = (
            moment(shown.refused_at, shown.zone, shown.language)
            if shown.refused_at
            else ""
        )
        words = N_(
            "Nothing is sent to {address} any more: its mail server refused it "
            "({when}). Check the address and confirm it again, or give another one."
        )
        told = shown.say(words, address=shown.own.address, when=when)
        stopped = f'<p class="warning">{told}</p>'
    label, button = shown.say(N_("E-mail address")), shown.say(N_("Send the code"))
    back = ""
    if shown.wants_another:
        back = f'<p><a href="{PATH}">{shown.say(N_("Cancel"))}</a></p>'
    return (
        f"{stopped}<h2>{shown.say(N_('Your address'))}</h2>"
        + _form(
            "address",
            f"<label>{label}"
            '<input name="address" type="email" autocomplete="email" required '
            'maxlength="254"></label>'
            f'<button class="main">{button}</button>',
        )
        + f"<p>{shown.say(N_('A code comes there: type it here, then choose.'))}</p>"
        + back
    )


def _code_form(shown: Shown, own: MailSettings) -> str:
    until = (
        clock_time(own.code_expires_at, shown.zone, shown.language)
        if own.code_expires_at
        else ""
    )
    words = N_("A code was sent to {address}. It is valid until {until}.")
    told = shown.say(words, address=own.address, until=until)
    return (
        f"<h2>{shown.say(N_('The code from the mail'))}</h2><p>{told}</p>"
        + _form(
            "code",
            f"<label>{shown.say(N_('Code'))}"
            '<input name="code" autocomplete="one-time-code" required maxlength="20" '
            'autocapitalize="characters" spellcheck="false"></label>'
            f'<button class="main">{shown.say(N_("Confirm"))}</button>',
        )
        + _other_ways(shown)
    )


def _choice_form(shown: Shown, own: MailSettings) -> str:
    told = shown.say(N_("Mails come to {address}."), address=own.address)
    if shown.is_staff:
        words = N_("Mails about your work come there too: “My access” says which.")
        told += f" {shown.say(words)}"
    button = N_("Save") if own.wants_weekly else N_("Send me the weekly mail")
    return (
        f"<h2>{shown.say(N_('Your choice'))}</h2><p>{told}</p>{_state(shown, own)}"
        + _form(
            "choose",
            _ticks(shown)
            + _select("day", shown.say(N_("Day")), _days(shown, own))
            + _select("hour", shown.say(N_("Time at the school")), _hours(shown, own))
            + _select("language", shown.say(N_("Language")), _languages(shown, own))
            + f'<button class="main">{shown.say(button)}</button>',
        )
        + (_stop(shown) if own.wants_weekly else "")
        + _other_ways(shown)
    )


def _state(shown: Shown, own: MailSettings) -> str:
    if not own.wants_weekly:
        return f"<p>{shown.say(N_('No weekly mail comes now.'))}</p>"
    slot = next_slot(own.weekly_day, own.weekly_hour, shown.zone, shown.now)
    day = long_day(slot.date(), shown.language)
    at = format_time(slot.time(), "HH:mm", locale=shown.language)
    words = N_("The next mail comes on {day} at {time}.")
    return f"<p><b>{shown.say(words, day=day, time=at)}</b></p>"


def _ticks(shown: Shown) -> str:
    ticks = "".join(
        '<label class="tick"><input type="checkbox" name="child" '
        f'value="{child.number}"'
        f"{'' if child.student_id in shown.left_out else ' checked'}>"
        f"{escape(child.name)}, {escape(child.class_id)}</label>"
        for child in shown.children
    )
    legend = shown.say(N_("About which children"))
    return f"<fieldset><legend>{legend}</legend>{ticks}</fieldset>"


def _days(shown: Shown, own: MailSettings) -> list[tuple[str, str, bool]]:
    names = get_day_names("wide", "stand-alone", shown.language)
    return [
        (str(day), names[day - 1], day == own.weekly_day) for day in weekly_wishes.DAYS
    ]


def _hours(_shown: Shown, own: MailSettings) -> list[tuple[str, str, bool]]:
    return [
        (str(hour), f"{hour:02}:00", hour == own.weekly_hour)
        for hour in weekly_wishes.HOURS
    ]


def _languages(shown: Shown, own: MailSettings) -> list[tuple[str, str, bool]]:
    kept = own.weekly_language or shown.language
    return [(one, LANGUAGE_NAMES[one], one == kept) for one in LANGUAGES]


def _select(name: str, label: str, choices: list[tuple[str, str, bool]]) -> str:
    options = "".join(
        f'<option value="{value}"{" selected" if is_kept else ""}>{escape(told)}'
        "</option>"
        for value, told, is_kept in choices
    )
    return f'<label>{label}<select name="{name}">{options}</select></label>'


def _stop(shown: Shown) -> str:
    return _form(
        "stop", f"<button>{shown.say(N_('Send no more weekly mails'))}</button>"
    )


def _other_ways(shown: Shown) -> str:
    other = shown.say(N_("Another address"))
    forget = shown.say(N_("Forget the address"))
    words = N_("Then no mails of any kind come, and what you chose is deleted.")
    return (
        f'<p><a href="{PATH}?other=1">{other}</a></p>'
        + _form("forget", f"<button>{forget}</button>")
        + f'<p class="quiet">{shown.say(words)}</p>'
    )


def _form(deed: str, fields: str) -> str:
    return (
        f'<form method="post" action="{PATH}">'
        f'<input type="hidden" name="do" value="{deed}">{fields}</form>'
    )
