"""`vedomost archive`: make what is owed, list what lies there, check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.archive.keeper import attempt
from dashboards.archive.making import make
from dashboards.archive.words import UNLIKE
from expectations.language import N_, say
from warehouse.archive.checking import check_archive, unregistered
from warehouse.archive.owing import owed
from warehouse.archive.packages import registered
from warehouse.filing import lying_in

if TYPE_CHECKING:
    from dashboards.control.commands import Asked


def archive(asked: Asked) -> bool:
    """Make the packages that are owed, name all; with `check` compare each.

    stdout is a line per package; true if nothing is owed any more and all is as sealed.
    """
    is_clean = _make(asked)
    if asked.arguments["check"]:
        return _check(asked) and is_clean
    with asked.school.database.reading() as cursor:
        for package in registered(cursor):
            asked.show(package.path)
    return is_clean


def _make(asked: Asked) -> bool:
    school, is_clean = asked.school, True
    address = asked.site.archive.address if asked.site else ""
    with school.database.reading() as cursor:
        wanted = owed(cursor, school.clock.now())
    for one in wanted:
        asked.go_on()
        facts = {"class_id": one.of.class_id, "period": one.period_name}
        failure = attempt(lambda one=one: make(school, one, address))  # type: ignore[misc]
        if failure is None:
            words = say(
                N_("{class_id}, {period}: the package is made."),
                asked.language,
                **facts,
            )
        else:
            is_clean = False
            reason = say(failure.sentence, asked.language, **failure.facts)
            words = say(
                N_("{class_id}, {period}: {reason}"),
                asked.language,
                reason=reason,
                **facts,
            )
        asked.narrate(words)
    return is_clean


def _check(asked: Asked) -> bool:
    is_clean = True
    for package, unlike in check_archive(asked.school, lambda: not asked.is_stopping()):
        asked.show(package.path)
        for file, what in unlike:
            is_clean = False
            told = say(UNLIKE[what], asked.language)
            asked.show(f"  {file}: {told}" if file else f"  {told}")
    asked.go_on()
    with asked.school.database.rehearsing() as cursor:  # nobody is filing meanwhile
        strangers = unregistered(cursor, lying_in(asked.school.files))
    for path in strangers:
        is_clean = False
        asked.show(path)
        words = say(N_("This package is not in the register."), asked.language)
        asked.show(f"  {words}")
    if is_clean:
        asked.narrate(say(N_("Every package is as it was sealed."), asked.language))
    return is_clean
