"""The log of access in words: what happened, by whom, about whom (§1.7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboards.access import PAGE_BY_NAME
from dashboards.door.basic import PLACE as NETWORK_FOLDER
from dashboards.journal.figures import day, moment, short_name
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# Groups of the filter, each with its actions, in the order in which they are offered.
KINDS = {
    N_("Log-ins and log-outs"): (
        "logged_in",
        "log_in_failed",
        "log_in_blocked",
        "logged_out",
        "sessions_ended",
    ),
    N_("Viewing"): ("page_viewed",),
    N_("Files, exports and prints"): (
        "downloaded",
        "handed_in",
        "form_brought",
        "exported",
        "exported_month",
        "printed",
        "verified",
        "weekly_mail_sent",
    ),
    N_("Accounts, passwords and codes"): (
        "account_opened",
        "account_frozen",
        "account_unfrozen",
        "code_issued",
        "password_set",
        "second_factor_on",
        "second_factor_off",
        "wait_lifted",
        "token_made",
        "token_revoked",
        "mail_code_sent",
        "mail_confirmed",
        "mail_changed",
        "mails_tried_again",
    ),
    N_("Breaches of access"): ("breach_registered", "breach_changed"),
    N_("Explanations of late entries"): (
        "explained",
        "explanation_withdrawn",
        "explanation_accepted",
        "explanation_refused",
    ),
    N_("Closed periods"): (
        "period_closed",
        "permission_given",
        "permission_withdrawn",
    ),
    N_("Archive"): ("package_asked", "handed_over"),
    N_("Backups"): ("backed_up",),
    N_("Marks from another school"): (
        "outside_marks_entered",
        "outside_marks_withdrawn",
    ),
    N_("Set-up of the school"): (
        "set_up_changed",
        "set_up_taken_back",
        "next_year_made",
    ),
    N_("Movement of students"): ("movement_entered", "movement_taken_back"),
    N_("Homeroom and staff"): ("staff_changed", "staff_change_taken_back"),
    N_("Replacements"): ("lessons_replaced", "replacement_taken_back"),
    N_("Lists and OneRoster"): ("roster_taken_in",),
    N_("Lesson plans"): ("plan_changed", "plan_taken_back"),
    N_("Journals brought in"): ("imported", "import_taken_back"),
    N_("Diary on paper"): ("paper_wanted", "paper_unwanted"),
    N_("Calendars"): ("calendar_made", "calendar_ended"),
    N_("Messages and diaries"): (
        "message_written",
        "message_corrected",
        "message_taken_back",
        "week_seen",
    ),
    N_("Refusals"): ("refused",),
}
_WORDS = {
    "logged_in": N_("Logged in"),
    "log_in_failed": N_("Log-in failed: the login, password or code was wrong"),
    "log_in_blocked": N_("Log-in refused: too many tries"),
    "logged_out": N_("Logged out"),
    "sessions_ended": N_("Logged out on all devices"),
    "code_issued": N_("A one-time code was issued"),
    "password_set": N_("A password was set"),
    "second_factor_on": N_("The second factor was turned on"),
    "second_factor_off": N_("The second factor was turned off"),
    "wait_lifted": N_("The wait after wrong tries was lifted"),
    "account_opened": N_("The account was opened"),
    "account_frozen": N_("The account was frozen"),
    "account_unfrozen": N_("The account was opened again"),
    "token_made": N_("A token for a program was made"),
    "token_revoked": N_("A token of a program was revoked"),
    "mail_code_sent": N_("A code was sent to an address for mails"),
    "mail_confirmed": N_("An address for mails was confirmed"),
    "mail_changed": N_("It was changed which mails come, or where to"),
    "mails_tried_again": N_("Mails were tried again by hand"),
    "weekly_mail_sent": N_("The weekly mail was sent"),
    "breach_registered": N_("A breach was registered"),
    "breach_changed": N_("The record of a breach was changed"),
    "explained": N_("Explained late or missing entries"),
    "explanation_withdrawn": N_("Took an explanation back"),
    "explanation_accepted": N_("Accepted an explanation"),
    "explanation_refused": N_("Did not accept an explanation"),
    "period_closed": N_("Closed a period of a class"),
    "permission_given": N_("Gave a permission to change a closed period"),
    "permission_withdrawn": N_("Took a permission to change a closed period back"),
    "package_asked": N_("Asked for a further archive package"),
    "handed_over": N_("Drew up an act of transfer to the archive"),
    "outside_marks_entered": N_("Entered marks from another school"),
    "outside_marks_withdrawn": N_("Took marks from another school back"),
    "set_up_changed": N_("Changed the set-up"),
    "set_up_taken_back": N_("Took a change of the set-up back"),
    "next_year_made": N_("Made the next year’s school"),
    "movement_entered": N_("Entered a student’s movement"),
    "movement_taken_back": N_("Took a student’s movement back"),
    "staff_changed": N_("Entered a change of homeroom or staff"),
    "staff_change_taken_back": N_("Took a change of homeroom or staff back"),
    "lessons_replaced": N_("Replaced lessons"),
    "replacement_taken_back": N_("Took replacements back"),
    "roster_taken_in": N_("Took lists of students or another system’s rosters in"),
    "plan_changed": N_("Changed lesson plans of journal pages"),
    "plan_taken_back": N_("Took a change of lesson plans back"),
    "imported": N_("Brought a journal in"),
    "import_taken_back": N_("Took a brought journal back"),
    "paper_wanted": N_("Asked for the diary on paper"),
    "paper_unwanted": N_("Gave the diary on paper up"),
    "calendar_made": N_("Made a secret address for a calendar"),
    "calendar_ended": N_("Ended the secret address of a calendar"),
    "message_written": N_("Wrote a message to families"),
    "message_corrected": N_("Corrected a message to families"),
    "message_taken_back": N_("Took a message to families back"),
    "week_seen": N_("Marked a week of the diary as seen"),
    "downloaded": N_("Downloaded a workbook"),
    "handed_in": N_("Handed in a workbook"),
    "backed_up": N_("Made a backup of the school"),
    "verified": N_("Had everything recorded verified"),
    "form_brought": N_("Brought a form of the school’s own"),
    "exported_month": N_("Exported the summary sheets of a month"),
}
# Why, where the log's scope says more than that something was wrong.
_FAILED = {
    "frozen": N_("Log-in failed: the account is frozen"),
    "second_factor": N_("Log-in failed: the second factor was wrong"),
    "password": N_("Change of the password failed: the current one was wrong"),
    "nobody": N_("Log-in failed: the identity provider’s person has no account here"),
    "other_subject": N_(
        "Log-in failed: the account belongs to another person of the provider"
    ),
    "token_needed": N_(
        "Log-in failed: with a second factor the network folder takes only a token"
    ),
    "breached": N_("Log-in failed: after a breach only a new one-time code opens it"),
}
_ON_PAGES = {
    "page_viewed": N_("Viewed “{page}”"),
    "exported": N_("Exported from “{page}”"),
    "printed": N_("Printed from “{page}”"),
    "refused": N_("Refused: “{page}” is not open to this person"),
}
# The plain pages beside the diary, by address; the others are told by their address.
_PLAIN_PAGES = {
    "/diary/paper": N_("Diary on paper"),
    "/diary/calendar": N_("Lessons in a calendar"),
    "/diary/week.pdf": N_("Diary of the week"),
}
_AT_DOORS = {
    "page_viewed": N_("Looked at the address {page}"),
    "refused": N_("Refused at the address {page}"),
    "exported": N_("Exported at the address {page}"),
    "printed": N_("Printed at the address {page}"),
}
_TOKEN_SCOPES = {
    "upload": N_("handing in"),
    "folder": N_("network folder"),
    "metrics": N_("metrics"),
}
_SCOPES = {
    "student": N_("students"),
    "parent": N_("parents"),
    "pseudonymised": N_("Data for analysis, without names"),
    "retention": N_("Retention"),
}
NO_BREAK = "\u00a0"
_CHECKED_COPY = "/returned/{upload_id}"
_SERIOUS = frozenset({"log_in_failed", "log_in_blocked", "refused"})


def sentence(line: dict[str, Any], language: str) -> str:
    """Return what happened: «Просмотр: «Сводная ведомость», 7А»."""
    action, place = line["action"], line["place"]
    if action == "log_in_failed":
        return say(_FAILED.get(line["scope"], _WORDS[action]), language)
    if action == "logged_in" and place == NETWORK_FOLDER:
        return say(N_("Opened the network folder"), language)
    if action in _WORDS:
        told = say(_WORDS[action], language)
    elif place in PAGE_BY_NAME or place in _PLAIN_PAGES:
        page = PAGE_BY_NAME.get(place)
        title = say(page.title if page else _PLAIN_PAGES[place], language)
        told = say(_ON_PAGES[action], language, page=title)
    else:
        told = say(_AT_DOORS[action], language, page=place)
    scope = _scope(line, language)
    return f"{told}, {scope}" if scope else told


def _scope(line: dict[str, Any], language: str) -> str:
    """Return a class, a journal page's title, a period's first day; no bare numbers."""
    scope = line["scope"]
    if line["action"] == "handed_in":
        return ""
    if line["action"] in ("token_made", "token_revoked"):
        return say(_TOKEN_SCOPES.get(scope, ""), language)
    if line["action"] == "mail_changed":
        return say(N_("by the link in a mail"), language) if scope else ""
    if line["place"] == _CHECKED_COPY:
        return say(N_("checked copy"), language)
    if line["action"] == "downloaded" and scope:
        starts_on = day(date.fromisoformat(scope), language)
        return say(N_("period from {day}"), language, day=starts_on)
    if line["action"] in ("exported", "printed"):  # «7Б student 26»
        scope = " ".join(
            say(_SCOPES[word], language) if word in _SCOPES else word
            for word in scope.split(" ")
        )
    return str(line["page_title"] or scope)


def draw(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return the lines as a table, latest first."""
    head = row(
        heading(say(N_("When"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("What happened"), language)),
        heading(say(N_("About whom"), language)),
        heading(say(N_("Network address"), language), "spare"),
    )
    body = [
        row(
            heading(
                moment(line["logged_at"], zone, language), "name nowrap", scope="row"
            ),
            _actor(line, language),
            cell(
                sentence(line, language),
                "wide bad" if line["action"] in _SERIOUS else "wide",
            ),
            _concerned(line),
            cell(line["address"], "quiet nowrap spare"),
        )
        for line in found.iter_rows(named=True)
    ]
    return table(say(N_("Log of access"), language), [head], body)


def for_export(found: pl.DataFrame, zone: ZoneInfo, language: str) -> pl.DataFrame:
    """Return the lines as they go into a file: whole names and their codes."""
    columns = (
        N_("When"),
        N_("Who"),
        N_("Code of the person"),
        N_("What happened"),
        N_("About whom"),
        N_("Code of that person"),
        N_("Network address"),
    )
    rows = [
        (
            moment(line["logged_at"], zone, language),
            line["person_name"],
            line["person_id"],
            sentence(line, language),
            line["about_name"],
            line["about_person_id"],
            line["address"],
        )
        for line in found.iter_rows(named=True)
    ]
    schema = {say(name, language): pl.String for name in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _actor(line: dict[str, Any], language: str) -> str:
    """Return who did it; without an address it was done at the server's machine."""
    if line["person_id"]:
        return _person(line["person_id"], line["person_name"])
    nobody = N_("unknown") if line["address"] else N_("the server itself")
    return cell(say(nobody, language), "quiet")


def _person(person_id: str, name: str) -> str:
    surname, _, initials = short_name(name).partition(" ")
    short = f"{surname} {initials.replace(' ', NO_BREAK)}".rstrip()
    return cell(short or person_id, title=name)


def _concerned(line: dict[str, Any]) -> str:
    """Return whom it was about, unless that is the person themselves."""
    about = line["about_person_id"]
    if not about or about == line["person_id"]:
        return cell("")
    return _person(about, line["about_name"])
