"""Parents of the small school who get the weekly mail, and what is entered for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tests.dashboards.conftest import PASSWORD
from tests.dashboards.mail.conftest import actor_of
from warehouse import ledger
from warehouse.access import mail_addresses, mail_settings, weekly_wishes
from warehouse.access.accounts import give_passwords
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from warehouse.access.log import Actor
    from warehouse.school_folder import School

MATHS, RUSSIAN = "2026:5А:МАТ", "2026:5А:РУС"
MONDAY_MATHS = f"{MATHS}:20261123:1"
TUESDAY_RUSSIAN = f"{RUSSIAN}:20261124:1"
WEDNESDAY_MATHS = f"{MATHS}:20261125:2"
FRIDAY = "2026-11-27T18:00"


def open_account(school: School, login: str, person_id: str) -> None:
    """Open an account for somebody of the set-up who has none in the small school."""
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into access.accounts (account_id, person_id, login, state, "
            "language, security_version, created_at) "
            "values (?, ?, ?, 'new', '', 1, ?)",
            [f"a-{login}", person_id, login, utc_naive(school.clock.now())],
        )
    give_passwords(school.database, {login: PASSWORD}, school.clock.now())


def wants_weekly(school: School, login: str = "parent", **choice: object) -> Actor:
    """Confirm `<login>@families.example` and choose the weekly mail of Friday."""
    actor, now = actor_of(school, login), school.clock.now()
    if mail_settings.settings_of(school.database, actor.account_id) is None:
        sent = mail_addresses.prepare_code(
            school.database, school.folder, actor, f"{login}@families.example", now
        )
        mail_addresses.expect_code(school.database, actor, sent, now)
        assert mail_addresses.confirm(school.database, actor, sent.code, now)
    usual = {"day": 5, "hour": 18, "language": "", "without": ()}
    weekly_wishes.choose(school.database, actor, now, **{**usual, **choice})
    return actor


def enter_for(
    school: School, student_id: str, lesson_id: str, value: str, by: str = "P-05"
) -> None:
    """Enter a mark («4», «4/5») or a code («н», «б», «о») now; '' takes it away."""
    marks = [int(one) for one in value.split("/") if one.isdigit()] + [None, None]
    code = value if value.isalpha() else None
    _append(
        school,
        by,
        page_id=":".join(lesson_id.split(":")[:3]),
        lesson_id=lesson_id,
        student_id=student_id,
        field="mark",
        value=value or None,
        value_text=value or None,
        mark_1=marks[0],
        mark_2=marks[1],
        attendance=code,
    )


def enter_final(school: School, student_id: str, page_id: str, value: str) -> None:
    """Give a final mark of the second quarter now."""
    _append(
        school,
        "P-05",
        page_id=page_id,
        period_id="2026-Q2",
        student_id=student_id,
        field="final",
        value=value,
        value_text=value,
        mark_1=int(value),
    )


def write_message(
    school: School,
    text: str,
    student_id: str = "",
    on: str = "2026-11-24",
    key: str = "",
) -> None:
    """Write to the parents of a student, or of the class, now; '' takes it back."""
    _append(
        school,
        "P-05",
        page_id=MATHS,
        period_id=f"message:{on}:{key or len(text)}",
        student_id=student_id,
        field="message",
        value=text or None,
        value_text=text or None,
    )


_count = iter(range(10**9))


def _append(school: School, by: str, **told: object) -> None:
    texts = ("lesson_id", "period_id", "student_id", "sheet", "cell", "reason")
    numbers = ("mark_1", "mark_2", "attendance")
    row = {**dict.fromkeys(texts, ""), **dict.fromkeys(numbers), **told}
    frame = pl.DataFrame([row], schema=ledger.NEW_ENTRIES)
    author = ledger.Author(
        "small", "2026", by, school.clock.now(), f"u-weekly-{next(_count)}"
    )
    with school.database.writing() as cursor:
        ledger.append(cursor, frame, author)
