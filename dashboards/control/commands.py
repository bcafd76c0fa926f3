"""Commands that a running server does for the command line: one table.

Each is one function that gets an `Asked` and returns whether all is clean. Rooms are
imported where a command needs them: the asking side only needs the names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboards.scheduling.job import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboards.site import Site
    from warehouse.school_folder import School


@dataclass(frozen=True)
class Asked:
    """What a command gets, in the server or at the machine.

    `arguments` are values that JSON has; a path among them is absolute, because the
    server stands in another folder than whoever asks.
    """

    school: School
    arguments: Mapping[str, Any]
    language: str
    show: Callable[[str], None]  # one line of data: stdout
    narrate: Callable[[str], None]  # one line about the work: stderr
    site: Site | None = None  # the running server's; None at the machine

    def is_stopping(self) -> bool:
        """Tell whether the server that does it wants to stop."""
        return self.site is not None and self.site.versions.is_closing

    def go_on(self, *_: object) -> None:
        """Raise between two steps if the server wants to stop."""
        if self.is_stopping():
            raise StoppedError


@dataclass(frozen=True)
class Command:
    """One command; `run` returns false if it found problems."""

    name: str
    run: Callable[[Asked], bool]
    to_verify: bool = False  # also of a school whose signing key is missing


def _verify(asked: Asked) -> bool:
    from dashboards.printing.at_the_terminal import verify_code
    from dashboards.safekeeping.at_the_terminal import verify

    code = str(asked.arguments["code"])
    as_json = bool(asked.arguments["as_json"])
    if code:
        return verify_code(
            asked.school, code, asked.language, asked.show, as_json=as_json
        )
    return verify(asked)


def _export(asked: Asked) -> bool:
    from dashboards.monthly_export.at_the_terminal import run

    return run(asked)


def _archive(asked: Asked) -> bool:
    from dashboards.archive.at_the_terminal import archive

    return archive(asked)


def _backup(asked: Asked) -> bool:
    from dashboards.safekeeping.backing_up import by_command

    return by_command(asked)


def _receipt(asked: Asked) -> bool:
    from dashboards.safekeeping.at_the_terminal import receipt

    return receipt(asked)


def _publish(asked: Asked) -> bool:
    from dashboards.publishing import by_command

    return by_command(asked)


def _change_key(asked: Asked) -> bool:
    from dashboards.safekeeping.at_the_terminal import change_key

    return change_key(asked)


def _roster_out(asked: Asked) -> bool:
    from ingest.oneroster import at_the_terminal as body

    return body.export(
        asked.school,
        str(asked.arguments["to"]),
        body.Terminal(asked.language, asked.show, asked.narrate),
        overwrite=bool(asked.arguments["overwrite"]),
    )


def _roster_in(asked: Asked) -> bool:
    from ingest.oneroster import at_the_terminal as body

    return body.take_in(
        asked.school,
        str(asked.arguments["path"]),
        str(asked.arguments["day"]),
        body.Terminal(asked.language, asked.show, asked.narrate),
        yes=bool(asked.arguments["yes"]),
        ends_missing=bool(asked.arguments["ends_missing"]),
    )


def _import(asked: Asked) -> bool:
    from ingest.foreign import at_the_terminal as body

    def narrate(line: str) -> None:
        asked.narrate(line)
        asked.go_on()  # cut off between two batches, the import goes on later

    return body.import_files(
        asked.school,
        [str(path) for path in asked.arguments["paths"]],
        str(asked.arguments["class_name"]),
        str(asked.arguments["person_id"]),
        body.Terminal(asked.language, asked.show, narrate),
        yes=bool(asked.arguments["yes"]),
    )


COMMANDS = (
    Command("verify", _verify, to_verify=True),
    Command("receipt", _receipt),
    Command("change-key", _change_key),
    Command("export", _export),
    Command("archive", _archive),
    Command("backup", _backup),
    Command("publish", _publish),
    Command("oneroster-export", _roster_out),
    Command("oneroster-import", _roster_in),
    Command("import", _import),
)


def command_of(name: str) -> Command | None:
    """Return the command with this name."""
    return next((command for command in COMMANDS if command.name == name), None)
