"""Which workbooks lie in a teacher's folder, which copy of each, and what a save does.

A fresh copy is made when the journal, the set-up or the day changed what it would show.
The copy that the teacher saved is served byte for byte while it lacks nothing that the
journal holds (see docs/decisions/0007-network-folder.md).
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboards.door.basic import PLACE
from dashboards.downloads import own_workbooks
from dashboards.network_folder.copies import Copy, Shelf, sha256
from dashboards.network_folder.results import result_text
from expectations.language import LANGUAGES
from ingest.current_copy import (
    content_digest,
    current_plan,
    holds_everything,
    layout_digest,
    stamp_of,
    workbook_of,
)
from ingest.handing_out import hand_out_planned
from ingest.load import hand_in
from warehouse.access import log
from warehouse.access.accounts import account_for_id
from warehouse.clock import school_day

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from dashboards.callers import Caller
    from ingest.receipt import Receipt
    from ingest.workbook import WorkbookPlan
    from warehouse.school_folder import School

# How long a deleted or renamed workbook stays away: programs save by renaming the old
# file, then putting the new one in its place.
_AWAY_FOR = timedelta(minutes=2)


class Book(NamedTuple):
    """A workbook of the folder: one term of one teacher."""

    starts_on: date
    copy: Copy

    @property
    def name(self) -> str:
        """The file's name."""
        return self.copy.name


class _Seen(NamedTuple):
    """What was found the last time, and what it depends on."""

    version: tuple[int, date, str]  # of the database in this run, the day, the language
    stamp: str
    books: tuple[Book, ...]


def folder_of(school: School) -> Path:
    """Return where the network folder keeps its files."""
    return school.folder / "network_folder"


class Books:
    """The workbooks of all teachers' folders."""

    def __init__(self, school: School) -> None:
        self._school = school
        self._lock = threading.Lock()
        self._locks: dict[str, threading.RLock] = {}
        self._seen: dict[str, _Seen] = {}
        self._away: dict[tuple[str, date], datetime] = {}

    def of(self, who: Caller) -> tuple[Book, ...]:
        """Return a teacher's workbooks, those that were just renamed away too."""
        language = self._language(who)
        today = school_day(self._school.clock.now(), self._school.timezone)
        with self._turn_of(who):
            version = (self._school.database.version, today, language)
            seen = self._seen.get(who.account_id)
            if seen is None or seen.version != version:
                stamp = stamp_of(
                    self._school, who.person_id, today.isoformat(), language
                )
                books = seen.books if seen is not None else ()
                if seen is None or seen.stamp != stamp:
                    books = self._current(who, stamp, language)
                seen = _Seen(version, stamp, books)
                self._seen[who.account_id] = seen
        return seen.books

    def is_away(self, who: Caller, book: Book) -> bool:
        """Tell whether a workbook was renamed or deleted a moment ago."""
        until = self._away.get((who.account_id, book.starts_on))
        return until is not None and self._school.clock.now() < until

    def send_away(self, who: Caller, book: Book) -> None:
        """Do as if the workbook were gone; it comes back by itself, fresh or saved."""
        now = self._school.clock.now()
        for key, until in tuple(self._away.items()):
            if until <= now:
                self._away.pop(key, None)
        self._away[who.account_id, book.starts_on] = now + _AWAY_FOR

    def come_back(self, who: Caller, book: Book) -> None:
        """Show the workbook again at once."""
        self._away.pop((who.account_id, book.starts_on), None)

    def forget_saved(self, who: Caller, book: Book) -> None:
        """Serve a fresh copy next time: the teacher deleted the saved one."""
        with self._turn_of(who):
            shelf = self._shelf(who)
            shelf.note(
                book.starts_on, replace(book.copy, stamp="", content="", upload_id="")
            )
            self._seen.pop(who.account_id, None)

    def content(self, who: Caller, book: Book) -> bytes:
        """Return the bytes of the copy."""
        return self._shelf(who).content(book.starts_on)

    def downloaded(self, who: Caller, book: Book) -> None:
        """Write into the log of access that the workbook was taken."""
        self._note(who, "downloaded", book.starts_on.isoformat())

    def result(self, who: Caller, book: Book) -> tuple[bytes, int] | None:
        """Return the text with the last result and when it was written."""
        shelf = self._shelf(who)
        text = shelf.result(book.starts_on)
        if text is None:
            return None
        return text, shelf.result_changed_at(book.starts_on)

    def save(self, who: Caller, book: Book, content: bytes) -> Receipt:
        """Hand in what was saved under a workbook's name and remember what became."""
        with self._turn_of(who):
            receipt, text = self.take(who, book.name, content)
            shelf = self._shelf(who)
            shelf.put_result(book.starts_on, text, self._seconds())
            if receipt.status != "refused":
                self._keep_saved(who, shelf, book, content, receipt.upload_id)
            self.come_back(who, book)
        return receipt

    def take(self, who: Caller, name: str, content: bytes) -> tuple[Receipt, bytes]:
        """Hand a file in; return the receipt, and the text that lies beside it."""
        receipt = hand_in(self._school, content, name, who.person_id, "dav")
        self._note(who, "handed_in", receipt.upload_id)
        text = result_text(self._school, receipt, self._language(who))
        return receipt, text

    def _current(self, who: Caller, stamp: str, language: str) -> tuple[Book, ...]:
        """Return the workbooks with current copies, making anew what is not."""
        shelf = self._shelf(who)
        books = []
        for own in own_workbooks(self._school, who.person_id):
            starts_on = own.term.starts_on
            copy = shelf.copy(starts_on)
            if copy is None or copy.stamp != stamp:
                plan = current_plan(self._school, who.person_id, starts_on, language)
                if plan.starts_on != starts_on:
                    continue  # no lesson of theirs is in this term
                copy = self._renewed(shelf, copy, plan, stamp)
            books.append(Book(starts_on, copy))
        return tuple(books)

    def _renewed(
        self, shelf: Shelf, copy: Copy | None, plan: WorkbookPlan, stamp: str
    ) -> Copy:
        """Return the copy if it still is current, else a fresh one in its place."""
        content = content_digest(plan)
        if copy is not None:
            if copy.upload_id:
                is_current = self._is_complete(copy, copy.upload_id, plan)
            else:
                is_current = copy.content == content
            if is_current:
                copy = replace(copy, stamp=stamp)
                shelf.note(plan.starts_on, copy)
                return copy
        made = hand_out_planned(self._school, plan)
        before = copy if copy is not None else Copy("", "", 0, 0, "", "")
        fresh = Copy(
            name=made.file_name,
            sha256=sha256(made.content),
            size=len(made.content),
            changed_at=max(self._seconds(), before.changed_at + 1),
            stamp=stamp,
            content=content,
            made=before.with_made(plan.workbook_id, layout_digest(plan)),
        )
        shelf.put(plan.starts_on, fresh, made.content)
        return fresh

    def _keep_saved(
        self, who: Caller, shelf: Shelf, book: Book, content: bytes, upload_id: str
    ) -> None:
        """Serve what was saved from now on, if nothing is missing in it."""
        language = self._language(who)
        plan = current_plan(self._school, who.person_id, book.starts_on, language)
        copy = shelf.copy(book.starts_on) or book.copy
        if self._is_complete(copy, upload_id, plan):
            saved = replace(
                copy,
                sha256=sha256(content),
                size=len(content),
                changed_at=max(self._seconds(), copy.changed_at + 1),
                content="",
                upload_id=upload_id,
            )
            shelf.put(book.starts_on, saved, content)
        elif copy.upload_id:
            # A save from before is complete still, but has not what was typed now.
            shelf.note(book.starts_on, replace(copy, stamp="", upload_id=""))
        self._seen.pop(who.account_id, None)

    def _is_complete(self, copy: Copy, upload_id: str, plan: WorkbookPlan) -> bool:
        """Tell whether an uploaded file has today's sheets and all of the journal.

        Only of a workbook that was made for this place are the sheets known.
        """
        layout = copy.made.get(workbook_of(self._school, upload_id))
        return layout == layout_digest(plan) and holds_everything(
            self._school, upload_id, plan
        )

    def _shelf(self, who: Caller) -> Shelf:
        return Shelf(folder_of(self._school) / "current" / who.account_id)

    def _turn_of(self, who: Caller) -> threading.RLock:
        with self._lock:
            return self._locks.setdefault(who.account_id, threading.RLock())

    def _language(self, who: Caller) -> str:
        """Return the language of the files' names: not the asking program's."""
        account = account_for_id(self._school.database, who.account_id)
        chosen = account.language if account is not None else ""
        return chosen if chosen in LANGUAGES else self._school.language

    def _seconds(self) -> int:
        return int(self._school.clock.now().timestamp())

    def _note(self, who: Caller, action: str, scope: str) -> None:
        log.note(
            self._school.database,
            self._school.clock.now(),
            who.actor,
            action,
            place=PLACE,
            scope=scope,
        )
