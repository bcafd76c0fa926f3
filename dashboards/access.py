"""Who opens what: one table, read by the menu, by each page, by routes and by tests.

Roles come from the set-up of the day (§2.1, `warehouse.access.roles`). They choose
pages and doors; which rows a person sees is decided in SQL, by every query's viewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from expectations.language import N_
from warehouse.region.asking import REGION

ROLES = (
    "director",
    "deputy",
    "administrator",
    "secretary",
    "homeroom",
    "teacher",
    "student",
    "parent",
)
ROLE_NAMES = {
    "director": N_("director"),
    "deputy": N_("deputy director"),
    "administrator": N_("system administrator"),
    "secretary": N_("secretary"),
    "homeroom": N_("homeroom teacher"),
    "teacher": N_("teacher"),
    "student": N_("student"),
    "parent": N_("parent"),
}
EVERYONE = frozenset(ROLES)
# Parts of the menu, in order.
JOURNAL = N_("Journal")
PEOPLE = N_("People and access")
_FOLDER = Path(__file__).parent / "app_pages"


@dataclass(frozen=True)
class Page:
    """One page of the menu; `name` is its file and its address.

    A plain page has no file: a route of its own draws it, without Streamlit.
    """

    name: str
    title: str
    sentence: str
    roles: frozenset[str]
    part: str = JOURNAL
    is_plain: bool = False

    @property
    def file(self) -> Path:
        """The page's script."""
        return _FOLDER / f"{self.name}.py"


@dataclass(frozen=True)
class Door:
    """One address outside the pages; no roles means anyone who is logged in.

    The method `ANY` stands for all, those of WebDAV among them.
    """

    path: str
    method: str
    sentence: str
    roles: frozenset[str] = frozenset()
    is_public: bool = False
    programs: str = ""  # the scope of a program's token that opens it too
    is_folder: bool = False  # asks for login and password, takes no cookie
    is_local: bool = False  # directly on the server's machine, with its own token


PAGES = (
    Page(
        "school_today",
        N_("School today"),
        N_("What came in today, from whom, and what is missing."),
        frozenset({"director", "deputy", "secretary"}),
    ),
    Page(
        "timeliness",
        N_("Timeliness"),
        N_("What is due and by when, what came late, what is missing (§2.5 to 2.8)."),
        frozenset({"director", "deputy", "homeroom", "teacher"}),
    ),
    Page(
        "plan_and_fact",
        N_("Plan and fact"),
        N_("Topics given against planned, hours and the lag, page by page (§2.6)."),
        frozenset({"director", "deputy", "homeroom", "teacher"}),
    ),
    Page(
        "lesson_plans",
        N_("Teachers’ lesson plans"),
        N_("One’s own table of topics brought, seen beside the plan, applied (§2.6)."),
        frozenset({"director", "deputy", "teacher"}),
    ),
    Page(
        "readiness",
        N_("Readiness for 5 September"),
        N_("What is formed, what lacks and who answers, all year round (§2.2)."),
        frozenset({"director", "deputy", "administrator", "secretary"}),
    ),
    Page(
        "set_up",
        N_("Set-up of the school"),
        N_("Calendar, load, timetable, plans: changed from a day, taken back (§2.2)."),
        frozenset({"director", "deputy", "administrator"}),
    ),
    Page(
        "replacements",
        N_("Replacements"),
        N_("Absent teachers' lessons: who gives them, what is cancelled or moved."),
        frozenset({"director", "deputy", "secretary"}),
    ),
    Page(
        "staff_changes",
        N_("Homeroom and staff"),
        N_("Illness, leaving, homeroom: pages pass on with dates; who was when."),
        frozenset({"director", "deputy"}),
    ),
    Page(
        "summary_sheet",
        N_("Summary sheet"),
        N_("A class, its subjects and a period: every student's averages and marks."),
        frozenset({"director", "deputy", "homeroom", "teacher"}),
    ),
    Page(
        "final_marks",
        N_("Final marks"),
        N_("Final marks given of owed, who owes them; closing a period (§2.8, 2.11)."),
        frozenset({"director", "deputy", "homeroom"}),
    ),
    Page(
        "movement",
        N_("Movement of students"),
        N_(
            "Enrolment, transfer, leaving, groups; the book, lists, head-count (§2.13)."
        ),
        frozenset({"director", "deputy", "secretary"}),
    ),
    Page(
        "outside_marks",
        N_("Marks from another school"),
        N_("Statements of other schools about a student: enter, look up, take back."),
        frozenset({"director", "deputy", "secretary"}),
    ),
    Page(
        "foreign_layouts",
        N_("Layouts of other journals"),
        N_("Where days, names and marks stand in a table nobody knows yet."),
        frozenset({"director", "deputy", "homeroom", "teacher"}),
    ),
    Page(
        "reconciliation",
        N_("Reconciliation"),
        N_("Our journal beside the state system’s report; a sheet to paste from."),
        frozenset({"director", "deputy", "homeroom", "teacher"}),
    ),
    Page(
        "rosters",
        N_("Lists and OneRoster"),
        N_("Class lists from Excel; rosters from and for other systems (§2.13)."),
        frozenset({"director", "deputy", "administrator", "secretary"}),
    ),
    Page(
        "imports",
        N_("Journals brought in"),
        N_("Journals made elsewhere: what would come in, bringing it in, taking back."),
        frozenset({"director", "deputy"}),
    ),
    Page(
        "class_progress",
        N_("Class progress"),
        N_("How a class is doing over time, and who needs attention."),
        frozenset({"director", "deputy", "homeroom"}),
    ),
    Page(
        "school_pictures",
        N_("School pictures"),
        N_("Quality, success, marks and attendance of classes, subjects, teachers."),
        frozenset({"director", "deputy"}),
    ),
    Page(
        "journal_page",
        N_("Journal page"),
        N_("One class and subject as in the paper journal: marks, topics, homework."),
        frozenset({"director", "deputy", "homeroom", "teacher"}),
    ),
    Page(
        "data_quality",
        N_("Uploads and data quality"),
        N_("Every upload, every finding with its cell and how to fix it."),
        frozenset({"director", "deputy", "teacher"}),
    ),
    Page(
        "forms",
        N_("Forms"),
        N_("Official forms to print and certify, one or all of a level (§2.9, 3.1)."),
        frozenset({"director", "deputy", "homeroom"}),
    ),
    Page(
        "weekly_sheets",
        N_("Diary on paper"),
        N_("Weekly sheets for families who asked for paper, and their list (§1.6)."),
        frozenset({"director", "deputy", "homeroom"}),
    ),
    Page(
        "monthly_exports",
        N_("Monthly export"),
        N_("Summary sheets exported every month: done, late, missing (§2.12)."),
        frozenset({"director", "deputy", "administrator"}),
    ),
    Page(
        "archive",
        N_("Archive"),
        N_(
            "Packages of closed journals, their checks, acts of transfer (§2.10, 2.11)."
        ),
        frozenset({"director", "deputy"}),
    ),
    Page(
        "my_journals",
        N_("My journals"),
        N_("My workbooks: download, hand in, decide, what is due and by when."),
        frozenset({"teacher"}),
    ),
    Page(
        "messages",
        N_("Messages"),
        N_("Messages and comments to families: writing, correcting, who has read."),
        frozenset({"homeroom", "teacher"}),
    ),
    Page(
        "diary",
        N_("Diary"),
        N_("Lessons, homework, marks and attendance of one's own, or of one's child."),
        frozenset({"student", "parent"}),
        is_plain=True,
    ),
    Page(
        "verify_form",
        N_("Verify a printed form"),
        N_("Is a paper with a code ours, and does the ledger still say so (§3.3)."),
        EVERYONE,
    ),
    Page(
        "safekeeping",
        N_("Safekeeping"),
        N_("Is everything as it was recorded: verification and receipts (§2.10)."),
        frozenset({"director", "deputy", "administrator"}),
    ),
    Page(
        "my_access",
        N_("My access"),
        N_("One's own password, second factor, devices, tokens; reporting a breach."),
        EVERYONE,
        PEOPLE,
    ),
    Page(
        "accounts",
        N_("Accounts"),
        N_("Who may log in; new codes, freezing and opening of accounts."),
        frozenset({"director", "deputy", "administrator", "secretary"}),
        PEOPLE,
    ),
    Page(
        "login_slips",
        N_("Login slips"),
        N_("Printable slips with one-time codes for a class and its parents (§2.14)."),
        frozenset({"deputy", "secretary", "homeroom"}),
        PEOPLE,
    ),
    Page(
        "breaches",
        N_("Breaches"),
        N_("The register of breaches and what they made void (§4.3, §4.4)."),
        frozenset({"director", "deputy", "administrator", "secretary"}),
        PEOPLE,
    ),
    Page(
        "mails",
        N_("Mails"),
        N_("What went to whom, what failed; which families get the weekly mail."),
        frozenset({"director", "deputy", "administrator", "homeroom"}),
        PEOPLE,
    ),
    Page(
        "access_log",
        N_("Log of access"),
        N_("Who logged in, looked, exported and printed, and when (§1.7)."),
        frozenset({"director"}),
        PEOPLE,
    ),
    Page(
        "personal_data",
        N_("Personal data"),
        N_("Statement about a student, pseudonymised export, retention (§1.7)."),
        frozenset({"director", "deputy"}),
        PEOPLE,
    ),
)
PAGE_BY_NAME = {page.name: page for page in PAGES}

DOORS = (
    Door("/login", "GET", "The log-in form.", is_public=True),
    Door("/login", "POST", "Checks a login and a password.", is_public=True),
    Door("/second-factor", "GET", "Asks for the second factor.", is_public=True),
    Door("/second-factor", "POST", "Checks the second factor.", is_public=True),
    Door("/password", "GET", "The form for a password of one's own.", is_public=True),
    Door("/password", "POST", "Sets a password of one's own.", is_public=True),
    Door("/outside/login", "GET", "Goes to the identity provider.", is_public=True),
    Door("/outside/answer", "GET", "Takes the provider's answer.", is_public=True),
    Door("/logout", "GET", "Ends the session in all tabs.", is_public=True),
    Door("/healthz", "GET", "Says that the server answers.", is_public=True),
    Door("/assets/{name}", "GET", "Styles and scripts without data.", is_public=True),
    Door("/favicon.png", "GET", "The icon of the browser's tab.", is_public=True),
    Door(
        "/mail/unsubscribe/{token}",
        "GET",
        "Asks before it switches off the mails that a signed link names.",
        is_public=True,
    ),
    Door(
        "/mail/unsubscribe/{token}",
        "POST",
        "Switches off the mails that a signed link names, and changes nothing else.",
        is_public=True,
    ),
    Door(
        "/calendar/{secret}.ics",
        "GET",
        "Lessons and homework of one child, for a calendar that holds the secret.",
        is_public=True,
    ),
    Door("/events", "GET", "The ledger's version, a number."),
    Door("/language/{language}", "GET", "Remembers the chosen language."),
    Door(
        "/diary",
        "GET",
        "The diary of one's own, or of one's child.",
        frozenset({"student", "parent"}),
    ),
    Door(
        "/diary/mail",
        "GET",
        "Weekly mail about one's children: address, code, choice (§1.6).",
        frozenset({"parent"}),
    ),
    Door(
        "/diary/mail",
        "POST",
        "Subscribes to the weekly mail or stops it, from our own page only.",
        frozenset({"parent"}),
    ),
    Door(
        "/diary/mail/sample",
        "GET",
        "What the weekly mail would say now; nothing is sent.",
        frozenset({"parent"}),
    ),
    Door(
        "/diary/week.pdf",
        "GET",
        "A week of the own diary, or of the child's, as a copy to keep.",
        frozenset({"student", "parent"}),
    ),
    Door(
        "/diary/paper",
        "GET",
        "Whether the week comes on paper.",
        frozenset({"parent"}),
    ),
    Door(
        "/diary/paper",
        "POST",
        "Asks for the week on paper, or gives it up.",
        frozenset({"parent"}),
    ),
    Door(
        "/diary/calendar",
        "GET",
        "The own secret address of a calendar, without the secret.",
        frozenset({"student", "parent"}),
    ),
    Door(
        "/diary/calendar",
        "POST",
        "Makes a secret address of a calendar, or ends it.",
        frozenset({"student", "parent"}),
    ),
    Door(
        "/diary/read",
        "POST",
        "Marks a message in the diary as read by who presses the button.",
        frozenset({"student", "parent"}),
    ),
    Door(
        "/diary/seen",
        "POST",
        "Marks a week of a child's diary as seen by a parent.",
        frozenset({"parent"}),
    ),
    Door("/", "GET", "The shell in which pages are drawn."),
    Door("/{page}", "GET", "The shell in which pages are drawn."),
    Door(
        "/workbooks/{starts_on}",
        "GET",
        "The teacher's own fresh workbook of a period.",
        frozenset({"teacher"}),
    ),
    Door(
        "/returned/{upload_id}",
        "GET",
        "The teacher's own workbook as it was handed in, marked with what waits.",
        frozenset({"teacher"}),
    ),
    Door(
        "/api/workbooks",
        "POST",
        "Hands in a filled workbook.",
        frozenset({"teacher"}),
        programs="upload",
    ),
    Door(
        "/dav",
        "ANY",
        "The teacher's network folder, as some programs ask for it.",
        frozenset({"teacher"}),
        is_folder=True,
    ),
    Door(
        "/dav/{path:path}",
        "ANY",
        "The teacher's network folder: the own workbooks, saved is handed in.",
        frozenset({"teacher"}),
        programs="folder",
        is_folder=True,
    ),
    Door(
        "/archive/{package_id}",
        "GET",
        "A package of the archive as one ZIP.",
        frozenset({"director", "deputy"}),
    ),
    Door(
        "/metrics",
        "GET",
        "Counts and durations for Prometheus, nobody's data.",
        frozenset({"administrator"}),
        programs="metrics",
    ),
    # The region's own server has these, and of the others only the log-in; a school's
    # server has none of them, and nobody of a school the role.
    Door(
        "/region",
        "GET",
        "The region's districts: figures without anybody's name or row.",
        frozenset({REGION}),
    ),
    Door(
        "/region/districts/{district_id}",
        "GET",
        "The figures of a district's schools.",
        frozenset({REGION}),
    ),
    Door(
        "/region/schools/{school_id}",
        "GET",
        "The figures of a school's classes, small groups withheld.",
        frozenset({REGION}),
    ),
    Door(
        "/region/files/{ending}",
        "GET",
        "The region's figures as a file.",
        frozenset({REGION}),
    ),
    Door(
        "/region/files/{ending}/districts/{district_id}",
        "GET",
        "A district's figures as a file.",
        frozenset({REGION}),
    ),
    Door(
        "/region/files/{ending}/schools/{school_id}",
        "GET",
        "A school's figures as a file.",
        frozenset({REGION}),
    ),
    Door(
        "/control/{command}",
        "POST",
        "Does a command of the command line; answers the machine's administrator.",
        is_local=True,
    ),
)


def pages_for(roles: frozenset[str]) -> tuple[Page, ...]:
    """Return the pages of the menu, in order; the first is where a person starts.

    Whoever leads starts with the school's day, every other teacher with the journal.
    """
    pages = [page for page in PAGES if page.roles & roles]
    if not roles & PAGE_BY_NAME["school_today"].roles:
        pages.sort(key=lambda page: page.name != "my_journals")
    return tuple(pages)
