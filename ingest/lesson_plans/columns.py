"""What the columns of a table of topics may be, and how teachers head them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.class_lists.columns import IGNORED, IGNORED_NAME, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Kind → what it is called on the page.
READ = {
    "topic": N_("Topic of the lesson"),
    "number": N_("Number of the lesson or topic"),
    "hours": N_("Hours (lessons)"),
    "homework": N_("Homework"),
    "section": N_("Section"),
}
MEANINGS = {IGNORED: IGNORED_NAME, **READ}
LONGEST_HEADING = 80


class _Usual(NamedTuple):
    kind: str
    pattern: str  # of the header in lower case without signs


# Of several columns that fit a kind, the one with the earlier pattern has it.
_USUAL = (
    _Usual("topic", r"(тем[аы]|topic|theme)( урока| занятия| of the lesson)?"),
    _Usual("topic", r".*\b(тем[аы]|topics?)\b.*"),
    _Usual("topic", r".*(содержание|наименование|изучаемый материал).*"),
    _Usual("hours", r"(кол\w* |количество |число )?(час\w*|hours?)( всего)?"),
    _Usual("hours", r".*\b(час(ы|ов|а)?|ч|hours?|lessons)\b.*"),
    _Usual("hours", r"(кол\w* во|количество|число) (уроков|занятий).*"),
    _Usual("homework", r".*(домашн|\bдом\w* зад|на дом\b|\bд з\b|\bдз\b|homework).*"),
    _Usual("number", r"(№|n|no|number)?( ?п ?п)?( урока| занятия| темы| lesson)?"),
    _Usual("number", r"(номер|номера|lesson)( урока| уроков| занятия| п п| no)?"),
    _Usual("number", r"№.*"),
    _Usual("section", r"(раздел|глава|модуль|блок|section|unit|chapter)\w*.*"),
)
# These look like topics, hours or numbers and are none.
_NEVER = re.compile(
    r".*(дат[аы]|факт|срок|корректиров|примечан|контрольн|практич|лаборат|ресурс"
    r"|планируем|результат|умени|деятельн|оборудован|тип урока|вид урока|форма"
    r"|\bпо план|\bdate|\bnote|control|practic).*"
)
_NO_TOPIC = re.compile(r"(№|номер|кол\w*|число|часы|тип|вид)\b.*|№.*")
_SURE_TOPIC = re.compile(r"(раздел\w*( и)? )?тем[аы]\b.*")


def proposed(headers: Sequence[str]) -> dict[int, str]:
    """Return what each column most likely is, by position; each kind is found once."""
    found: dict[int, str] = {}
    plains = [plain(header) for header in headers]
    for usual in _USUAL:
        if usual.kind in found.values():
            continue
        for position, header in enumerate(plains):
            if position not in found and _is(usual, header):
                found[position] = usual.kind
                break
    return {position: found.get(position, IGNORED) for position in range(len(headers))}


def is_complete(mapping: Mapping[int, str]) -> bool:
    """Tell whether topics can be had: only they are required."""
    return "topic" in mapping.values()


def _is(usual: _Usual, header: str) -> bool:
    if not header or len(header) > LONGEST_HEADING:
        return False
    is_topic = usual.kind == "topic"
    if _NEVER.fullmatch(header) and not (is_topic and _SURE_TOPIC.fullmatch(header)):
        return False
    if is_topic and _NO_TOPIC.fullmatch(header):
        return False
    return re.fullmatch(usual.pattern, header) is not None
