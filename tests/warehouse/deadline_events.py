"""What the rows of deadline_cases.txt say was done, done through the real ledger."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from tests.warehouse.deadline_setup import ids_of
from tests.warehouse.deadline_table import PERIODS, Case, Event
from tests.warehouse.owing_school import entry_of
from warehouse import ledger
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    import duckdb

# Words of the table, the field they are about and the value ('' takes it back).
_WORDS = {
    "отмечена": ("attendance_taken", "yes"),
    "отметка снята": ("attendance_taken", ""),
    "не задано": ("homework", "not_set"),
    "задание стёрто": ("homework", ""),
    "тема стёрта": ("topic", ""),
    "оценка стёрта": ("mark", ""),
    "итоговая стёрта": ("final", ""),
    "итоговая н/а": ("final", "not_attested"),
    "итоговая осв": ("final", "exempt"),
    "вид контрольная": ("work_type", "test"),
    "вид ответ": ("work_type", "answer"),
    "вид стёрт": ("work_type", ""),
    "второй вид контрольная": ("work_type_2", "test"),
    "урок отменён": ("status", "cancelled"),
    "урок проведён": ("status", "held"),
    "урок заменён": ("status", "replaced"),
}
_VALUES = {
    "тема": "topic",
    "задание": "homework",
    "оценка": "mark",
    "итоговая": "final",
}
_WORK = {"written_mark": "вид контрольная", "lesson_mark": "вид ответ"}


class Doing:
    """Does what cases say at one school."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, zone: str) -> None:
        self.cursor = cursor
        self.zone = ZoneInfo(zone)
        self.count = 0

    def moment(self, local: datetime) -> datetime:
        """Return a local moment, aware."""
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def do(self, case: Case) -> None:
        """Do everything that happened to a case, in the order of the row."""
        says_work = any(" вид " in f" {event.what}" for event in case.events)
        if case.lesson_on is not None and case.kind in _WORK and not says_work:
            begins = datetime.combine(case.lesson_on, time(8))
            self._enter(case, Event(begins, _WORK[case.kind], False, False))
        for event in case.events:
            self._happens(case, event)

    def _happens(self, case: Case, event: Event) -> None:
        said = self._decision(case, event)
        if event.what.startswith("взлом"):
            ledger.void_from(self.cursor, said, self.moment(event.at))
        elif event.what == "новый пароль":
            ledger.void_until(self.cursor, said, self.moment(event.at))
        elif event.what.startswith("объяснение"):
            self._explain(case, event)
        elif event.what in {"принято", "отклонено"}:
            self._answer(case, event)
        else:
            self._enter(case, event)

    def _decision(self, case: Case, event: Event) -> ledger.Decision:
        is_deputy = event.what.endswith("завуча")
        person_id = f"З-{case.number}" if is_deputy else self._person(case, event)
        breach_id = f"взлом-{person_id}"
        return ledger.Decision(
            "s", breach_id, person_id, "П-дир", self.moment(event.at)
        )

    def _person(self, case: Case, event: Event) -> str:
        return f"П-{case.number}-2" if event.is_second else f"П-{case.number}"

    def _enter(self, case: Case, event: Event) -> None:
        field, value = _field_of(event.what)
        _, page_id = ids_of(case)
        is_final = field == "final"
        lesson_id = ""
        if case.lesson_on is not None:
            lesson_id = f"{page_id}:{case.lesson_on:%Y%m%d}:{case.slot}"
        entry = entry_of(
            page_id=page_id,
            lesson_id="" if is_final else lesson_id,
            period_id=PERIODS[case.period][0] if is_final else "",
            student_id=f"У-{case.number}" if field in {"mark", "final"} else "",
            field=field,
            value=value or None,
        )
        self.count += 1
        upload_id = f"u-{self.count}"
        author = ledger.Author(
            "s",
            "2026",
            self._person(case, event),
            self.moment(event.at),
            upload_id,
        )
        frame = pl.DataFrame([entry], schema=ledger.NEW_ENTRIES)
        ledger.append(self.cursor, frame, author)
        if event.is_import:
            self.cursor.execute(
                "update journal.entries set is_undetermined = true where upload_id = ?",
                [upload_id],
            )

    def _explain(self, case: Case, event: Event) -> None:
        _, page_id = ids_of(case)
        lesson_id = ""
        if case.lesson_on is not None:
            lesson_id = f"{page_id}:{case.lesson_on:%Y%m%d}:{case.slot}"
        self.count += 1
        self.cursor.execute(
            "insert into journal.explanations "
            "values (?, ?, ?, ?, ?, ?, ?, '', ?, null)",
            [
                f"{case.number}:{self.count}",
                self._person(case, event),
                page_id,
                lesson_id,
                PERIODS[case.period][0] if case.period else "",
                case.kind,
                "" if event.what.endswith("отозвано") else "illness",
                utc_naive(self.moment(event.at)),
            ],
        )

    def _answer(self, case: Case, event: Event) -> None:
        self.cursor.execute(
            """
            insert into journal.explanation_answers
            select explanation_id, $is_accepted, '', $at, $by, null
            from journal.explanations
            where page_id = $page_id
            order by written_at desc limit 1
            """,
            {
                "is_accepted": event.what == "принято",
                "at": utc_naive(self.moment(event.at)),
                "by": f"З-{case.number}",
                "page_id": ids_of(case)[1],
            },
        )


def _field_of(what: str) -> tuple[str, str]:
    if what in _WORDS:
        return _WORDS[what]
    word, value = what.split(" ", 1)
    return _VALUES[word], value.strip("«»")
