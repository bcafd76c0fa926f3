"""The mail after a monthly export: to who answers for its level, once, no names."""

from __future__ import annotations

from datetime import UTC, datetime

from dashboards.mail.sending import look
from tests.dashboards.mail.conftest import subscribe_to, words
from warehouse.access.accounts import account_for_id
from warehouse.access.log import Actor
from warehouse.access.opening import open_missing

MADE = datetime(2026, 11, 15, 3, 0, 40, tzinfo=UTC)


def test_who_answers_for_the_level_gets_one_mail_about_its_export(
    filled_school, server, mailbox, clock
):
    database = filled_school.database
    clock.set(datetime(2026, 11, 15, 9, tzinfo=UTC))
    open_missing(database, at=clock.now(), by="p-adm")
    with database.writing() as cursor:
        cursor.execute("update access.accounts set state = 'active'")
        cursor.execute(
            "insert into journal.exports by name select '2026-11-1' as export_id, "
            "'2026-11' as month, 1 as number, 'soo' as school_level, ? as due_at, "
            "? as made_at, '@schedule' as made_by, 1 as count_sheets, "
            "4 as count_files, 'abc1' as act_sha256",
            [MADE.replace(tzinfo=None, second=0), MADE.replace(tzinfo=None)],
        )
        account_of = dict(
            cursor.execute(
                "select person_id, account_id from access.accounts"
            ).fetchall()
        )
    for person_id in ("p-dir", "p-ooo", "p-soo", "p-mat"):
        account = account_for_id(database, account_of[person_id])
        actor = Actor(account.account_id, person_id)
        subscribe_to(filled_school, actor, wants_digest=True, wants_reminders=False)

    look(filled_school, server)
    came = {str(mail["to"]).partition("@")[0]: words(mail) for mail in mailbox.take()}
    look(filled_school, server)

    assert sorted(came) == ["p-dir", "p-soo"]
    assert came["p-soo"].startswith(
        "- ноябрь 2026, 10–11 классы (СОО): ведомостей 1, файлов 4, "
        "сделана 15.11.2026 06:00, срок 15.11.2026. SHA-256 акта: abc1\n"
    )
    assert mailbox.take() == []
