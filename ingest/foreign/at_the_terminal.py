"""The body of `vedomost import`: what files would bring in, and bringing it in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say
from ingest.foreign.bringers import TERMINAL
from ingest.foreign.bringing import bring
from ingest.foreign.importing import run_import
from ingest.foreign.planning import plan_import, sentences
from warehouse.errors import VedomostError, disk_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.foreign.answers import Question
    from ingest.foreign.facts import Problem
    from warehouse.school_folder import School

_MOST = 20  # problems and questions told of one file
ASKED = {
    "class": N_("Which class is “{written}”?"),
    "subject": N_("Which subject is “{written}”?"),
    "student": N_("Which student of {scope} is “{written}”?"),
    "period": N_("Which period is “{written}”?"),
    "page": N_("Whose topics stand on “{written}” ({scope})?"),
}


class Terminal(NamedTuple):
    """Whom it is said to: data to stdout by `show`, words to stderr by `tell`."""

    language: str
    show: Callable[[str], None]
    tell: Callable[[str], None]

    def say(self, sentence: str, **facts: object) -> None:
        """Narrate a sentence in the language of who asked."""
        self.tell(say(sentence, self.language, **facts))


def import_files(
    school: School,
    paths: Sequence[str],
    class_name: str,
    person_id: str,
    terminal: Terminal,
    *,
    yes: bool,
) -> bool:
    """Show what each file would bring; with `yes` bring it in. True without questions.

    A file that cannot be read is told and does not stop the others.
    """
    is_clean = True
    for path in paths:
        terminal.show(f"# {Path(path).name}")
        try:
            is_clean &= _one(school, path, class_name, person_id, terminal, yes=yes)
        except VedomostError as error:
            terminal.say(error.sentence, **error.facts)
            is_clean = False
    if not yes:
        terminal.say(N_("Nothing was changed yet. To apply it, ask again with --yes."))
    return is_clean


def _one(
    school: School,
    path: str,
    class_name: str,
    person_id: str,
    terminal: Terminal,
    *,
    yes: bool,
) -> bool:
    brought = bring(school, _read(path), Path(path).name, class_name)
    by = person_id or TERMINAL
    _told(brought.problems, terminal)
    if yes:
        done = run_import(school, by, brought, _progress(terminal))
        plan = done.plan
        if done.import_id:
            terminal.say(
                N_("Brought in as {import_id}: {count} entries."),
                import_id=done.import_id,
                count=done.count_entries,
            )
        else:
            terminal.say(N_("There is nothing new in it."))
    else:
        plan = plan_import(school, by, brought)
    for sentence, count in sentences(plan):
        terminal.show(f"{count}\t{say(sentence, terminal.language)}")
    for question in plan.questions[:_MOST]:
        terminal.show(f"?\t{asked(question, terminal.language)}")
    if plan.questions:
        terminal.say(N_("Answer what is not clear on the page “Journals brought in”."))
    return not plan.questions


def asked(question: Question, language: str) -> str:
    """Return a question in words, with where the name stands first."""
    where = ", ".join(filter(None, (question.sheet, question.cell)))
    text = say(
        ASKED[question.kind], language, written=question.written, scope=question.scope
    )
    return f"{text} ({where})" if where else text


def problem_words(problem: Problem, language: str) -> str:
    """Return a problem of the file with its place."""
    where = ", ".join(filter(None, (problem.sheet, problem.cell)))
    facts = {"value": problem.value, **problem.facts}
    text = say(problem.sentence, language, **facts)
    return f"{where}: {text}" if where else text


def _told(problems: Sequence[Problem], terminal: Terminal) -> None:
    for problem in problems[:_MOST]:
        terminal.tell(problem_words(problem, terminal.language))
    if len(problems) > _MOST:
        terminal.say(
            N_("The first {shown} of {count} are shown."),
            shown=_MOST,
            count=len(problems),
        )


def _progress(terminal: Terminal) -> Callable[[int, int], None]:
    def tell(done: int, of: int) -> None:
        terminal.say(N_("{done} of {count} entries"), done=done, count=of)

    return tell


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise disk_error(str(error.strerror)) from error
