"""The school's watched folder: one subfolder per login, watched by the server itself.

`watched_folder` in `vedomost.toml` names it (beside the school, or a full path). Only
the running server can record, so it looks itself; a teacher's own computer uses
`vedomost watch` instead.
"""

from __future__ import annotations

import asyncio
import tomllib
from functools import partial
from typing import TYPE_CHECKING

from dashboards.failures import log_place
from dashboards.intake import StoppingError
from dashboards.threads import run_in_threadpool
from expectations.language import LANGUAGES, N_, say
from ingest.load import hand_in
from ingest.narrate import receipt_text
from ingest.watch.files import as_told
from ingest.watch.watcher import RETRY_AFTER, Answer, Watcher
from warehouse.access import log
from warehouse.access.accounts import account_for_login, has_left
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day
from warehouse.errors import VedomostError
from warehouse.school_folder import SETTINGS_FILE

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from dashboards.site import Site
    from warehouse.access.accounts import Account
    from warehouse.school_folder import School

EVERY = 5.0  # seconds between looks
_AFTER_A_FAILURE = 60.0
PLACE = "watched_folder"  # as the log of access names it

NO_TEACHER = N_(
    "Not handed in: nobody who teaches here logs in as “{login}”. Name the folder as "
    "the teacher's log-in."
)
FROZEN = N_(
    "Not handed in yet: the account “{login}” is frozen. Ask the secretary; once it is "
    "open again, the workbook is handed in by itself."
)


def watched_folder_of(school: School) -> Path | None:
    """Return the folder that the settings name, if they do."""
    text = (school.folder / SETTINGS_FILE).read_text(encoding="utf-8")
    named = tomllib.loads(text).get("watched_folder", "")
    return school.folder / str(named) if named else None


async def watch_folder(site: Site, every: float = EVERY) -> None:
    """Look into every teacher's folder again and again, until cancelled."""
    root = watched_folder_of(site.school)
    if root is None:
        return
    watched = WatchedFolder(site, root)
    while True:
        await asyncio.sleep(every)
        try:
            await run_in_threadpool(watched.look)
        except Exception as error:  # a share went away; the next look tries again
            log_place(error)
            await asyncio.sleep(_AFTER_A_FAILURE)


class WatchedFolder:
    """The subfolders, each with its watcher."""

    def __init__(self, site: Site, root: Path) -> None:
        self._site = site
        self._root = root
        self._watchers: dict[str, Watcher] = {}
        self._unread: set[str] = set()

    def look(self) -> None:
        """Look once into each subfolder; links are not followed.

        One that cannot be read, or fails, does not keep the others waiting.
        """
        failed: Exception | None = None
        for folder in sorted(self._root.iterdir()):
            is_hidden = folder.name.startswith(".")
            if is_hidden or folder.is_symlink() or not folder.is_dir():
                continue
            try:
                for _told in self._watcher(folder).look():
                    pass  # each hand-in is done while it is asked for
                self._unread.discard(folder.name)
            except OSError as unread:
                if folder.name not in self._unread:
                    log_place(unread)
                self._unread.add(folder.name)
            except Exception as error:  # a bug in one file is told when all are done
                failed = error
        if failed is not None:
            raise failed

    def _watcher(self, folder: Path) -> Watcher:
        if folder.name not in self._watchers:
            take = partial(self._hand_in, as_told(folder.name))
            language = self._site.school.language
            self._watchers[folder.name] = Watcher(
                folder, take, language, self._now, retry_after=RETRY_AFTER
            )
        return self._watchers[folder.name]

    def _hand_in(self, login: str, content: bytes, name: str) -> Answer:
        """Hand in for whom the subfolder is named, if they teach here today."""
        school = self._site.school
        account, _ = account_for_login(school.database, login)
        if account is None or not self._is_open(account):
            is_frozen = account is not None and account.state == "frozen"
            why = FROZEN if is_frozen else NO_TEACHER
            return Answer(say(why, school.language, login=login), is_final=False)
        spoken = account.language
        language = spoken if spoken in LANGUAGES else school.language
        try:
            with self._site.intake.one("folder"):
                receipt = hand_in(school, content, name, account.person_id, "folder")
        except StoppingError as soon:  # the next start finds the file again
            return Answer(say(soon.sentence, language), is_final=False)
        except VedomostError as problem:
            facts = {key: str(fact) for key, fact in problem.facts.items()}
            return Answer(say(problem.sentence, language, **facts))
        log.note(
            school.database,
            school.clock.now(),
            log.Actor(account.account_id, account.person_id),
            "handed_in",
            place=PLACE,
            scope=receipt.upload_id,
        )
        return Answer(receipt_text(receipt, language))

    def _is_open(self, account: Account) -> bool:
        """Tell whether an account is open, and its owner teaches here today."""
        school = self._site.school
        if account.state != "active":
            return False
        today = school_day(school.clock.now(), school.timezone)
        who = viewer_for(school.database, account.person_id, today)
        return "teacher" in who.roles and not has_left(school.database, who, today)

    def _now(self) -> datetime:
        school = self._site.school
        return school.clock.now().astimezone(school.timezone)
