"""Who reads what of whom: another class, another level, another child, drawn out.

Every cell is one question to the warehouse by one person, past all pages and menus.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from ingest.foreign.importing import run_import
from ingest.messages import Whom, write
from tests.drawn_table import rows_of
from tests.ingest.foreign.drawn_facts import brought
from tests.samples import has_its_turn
from warehouse import diary_marks
from warehouse import job_runs as job_runs_kept
from warehouse.access import breaches as breach_register
from warehouse.access.log import Actor, note
from warehouse.access.managing import reset
from warehouse.access.opening import open_missing
from warehouse.backups.record import Asked, note_failed
from warehouse.errors import VedomostError
from warehouse.explanations import Matter, answer, explain
from warehouse.outside_statements import Document, StatedMark, state
from warehouse.personal_data import about_student, retention_report
from warehouse.queries import (
    access_log,
    accounts,
    archive,
    backups,
    breaches,
    calendar,
    choices,
    diary,
    explanations,
    final_marks,
    final_proposals,
    hand_ins,
    imports,
    job_runs,
    journal,
    lesson_plans,
    mail_report,
    mails,
    messages,
    monthly_exports,
    movement,
    new_marks,
    obligations,
    outside_marks,
    own_replacements,
    pictures,
    plan_and_fact,
    printing,
    progress,
    readiness,
    reconciling,
    replacements,
    replacements_made,
    responsible,
    rosters,
    safekeeping,
    setup_changes,
    setup_rows,
    staff_changes,
    student_card,
    summary,
    timeliness_choices,
    timeliness_entries,
    weekly_mail,
    weeks_seen,
)
from warehouse.queries import paper as sheets
from warehouse.queries import timeliness as of_teachers
from warehouse.queries.sheet import class_sheet
from warehouse.viewer import Viewer

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
MONDAY = date(2026, 11, 9)
MOSCOW = ZoneInfo("Europe/Moscow")
END_OF_DAY = datetime(2026, 11, 23, 20, 59, 59, 999999, tzinfo=UTC)
MAILED_SINCE = datetime(2026, 11, 16, tzinfo=UTC)
Q1, Q2, H1 = "2026-Q1", "2026-Q2", "2026-H1"
RUS, RUSSIAN = Viewer("p-rus", frozenset()), "2026:5А:РУС"
MATHS, LESSON = "2026:5А:МАТ", "2026:5А:МАТ:20261113:1"
GIVEN = "2026:5А:МАТ:20261123:1"  # p-eng gives it for p-mat

# + gets rows, · gets none. dir leads all, ooo grades 1–9, soo 10–11; adm, sec as named;
# mat is homeroom teacher of 5А and teaches mathematics in 5А and 5Б; rus the same of 5Б
# and Russian; eng teaches one group of 5А; fiz is homeroom teacher of 10А and parent of
# К-0005; kid is К-0001; one has the child К-0001, two has К-0004 and К-0021.
TABLE = """
what              dir ooo soo adm sec mat rus eng fiz kid one two nobody
backups           +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
last backup       +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
sheet 5А          +   +   ·   ·   ·   +   +   +   ·   ·   ·   ·   ·
printed sheet 5А  +   +   ·   ·   ·   +   +   +   ·   ·   ·   ·   ·
sheet 10А         +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
whole class 5А    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
whole class 10А   +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
hints 5А          +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
hints 10А         ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
numbers of hints  +   +   +   ·   ·   +   +   ·   +   ·   ·   ·   ·
days of 5А        +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
week of 5А        +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
averages of 5А    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
new marks of 5А   +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
students of 10А   +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
card of К-0001    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
marks on the card +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
missed on card    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
pictures 5–9      +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
pictures 10–11    +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
of teachers 5–9   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
marks by subject  +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
lessons by class  +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
may be pictured   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
class figures 10А +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
page 5А maths     +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
page 5А Russian   +   +   ·   ·   ·   +   +   ·   ·   ·   ·   ·   ·
page 10А physics  +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
my hand-ins       ·   +   ·   ·   ·   +   +   +   +   ·   ·   ·   ·
names 5А maths    ·   ·   ·   ·   ·   +   ·   +   ·   ·   ·   ·   ·
days 5А maths     ·   ·   ·   ·   ·   +   ·   +   ·   ·   ·   ·   ·
last entry        ·   +   ·   ·   ·   +   +   +   +   ·   ·   ·   ·
marks 5А maths    ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
history 5А maths  ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
diary К-0001      ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
diary К-0004      ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   +   ·
diary К-0005      ·   ·   ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
diary К-0021      ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   +   ·
families 5А       +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
families 10А      +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
paper: week 5А    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
paper: set 5А     +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
paper: marks 5А   +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
paper: of child   ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
paper: child set  ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
paper: child sums ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
calendar К-0001   ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
calendar К-0005   ·   ·   ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
account p-mat     +   +   ·   +   +   ·   ·   ·   ·   ·   ·   ·   ·
account p-fiz     +   ·   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·
account p-dir     ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
account p-adm     +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
account К-0001    +   +   ·   +   +   +   ·   ·   ·   ·   ·   ·   ·
account К-0021    +   ·   +   +   +   ·   ·   ·   +   ·   ·   ·   ·
account r-two     +   +   +   +   +   +   ·   ·   +   ·   ·   ·   ·
slips 5А          +   +   ·   +   +   +   ·   ·   ·   ·   ·   ·   ·
slips 10А         +   ·   +   +   +   ·   ·   ·   +   ·   ·   ·   ·
statement К-0001  +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
statement К-0021  +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
breach of p-mat   +   +   ·   +   +   +   ·   ·   ·   ·   ·   ·   ·
log of access     +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
retention         +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
what is due       ·   +   ·   ·   ·   +   +   +   +   ·   ·   ·   ·
timeliness        ·   +   ·   ·   ·   +   +   +   +   ·   ·   ·   ·
programme 5А      +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
programme 10А     +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
topics 5А Russian +   +   ·   ·   ·   +   +   ·   ·   ·   ·   ·   ·
finals owed 5А    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
finals owed 10А   +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
who owes 5А       +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
closing 5А: whom  +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
permissions 5А    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
permitted to me   ·   +   ·   ·   ·   +   +   +   ·   ·   ·   ·   ·
proposals 5А      +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
set-up: sets      +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
set-up: changes   +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
set-up: staff     +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
set-up: rows      +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
movement book     +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
moved: classes    +   +   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
moved: groups     +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
moved: students   +   +   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
list of 5А        +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
list of 10А       +   ·   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
list of a group   +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
head-count of 5   +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
moved: to choose  +   +   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
moved: closed     +   ·   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
moved: the year   +   +   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
staff: register   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
staff: the year   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
staff: to choose  +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
staff: people     +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
staff: away       +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
staff: duties     +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
staff: pages      +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
staff: classes    +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
responsible 5А    +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
responsible 10А   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
replaced: whose   +   +   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
replaced: lessons +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
replaced: free    +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
replaced: list    +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
replaced: sets    +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
replaced: own     ·   ·   ·   ·   ·   +   ·   +   ·   ·   ·   ·   ·
replaced: roll    ·   ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·
replaced: before  ·   ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·
plans: of 5А      +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
plans: of 10А     +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
plans: lessons    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
plans: own sets   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
compared: 5А      +   +   ·   ·   ·   +   +   +   ·   ·   ·   ·   ·
compared: maths   +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
compared: finals  +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
compared: 10А     +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
compared: names   +   +   +   ·   ·   +   +   +   +   ·   ·   ·   ·
may take lists    +   ·   ·   +   +   ·   ·   ·   ·   ·   ·   ·   ·
import: pages     +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
import: into 5А   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
outside to enter  +   +   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
outside: subjects +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
outside: periods  +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
outside: register +   +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
outside: its marks +  +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·
outside: of 5А    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
outside: of page  +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
outside: on sheet +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
outside: in diary ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
formed 5–9        +   +   ·   +   +   ·   ·   ·   ·   ·   ·   ·   ·
formed 10–11      +   ·   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·
teachers 10–11    +   ·   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·
who answers       +   +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·
counts led        +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
counts homeroom   ·   ·   ·   ·   ·   +   +   ·   +   ·   ·   ·   ·
counts own        ·   +   ·   ·   ·   +   +   +   +   ·   ·   ·   ·
due led 5А        +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
due homeroom 5А   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
late led 10А      +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
late own of eng   ·   ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·
days led 5А       +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
entries led 5А    +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
marks of К-0001   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
cell led          +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
cell homeroom     ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
cell own          ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
whose             +   +   +   ·   ·   +   +   +   +   ·   ·   ·   ·
periods led       +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
filters homeroom  ·   ·   ·   ·   ·   +   +   ·   +   ·   ·   ·   ·
deadlines         +   +   +   ·   ·   +   +   +   +   ·   ·   ·   ·
own explanations  ·   +   ·   ·   ·   +   +   +   +   ·   ·   ·   ·
waits for answer  +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
how many wait     +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
was answered      +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
last word on own  ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·   ·   ·
mail: due soon    ·   ·   ·   ·   ·   +   +   +   ·   ·   ·   ·   ·
mail: led days    +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
mail: sent        +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
mail: server's    +   +   +   +   +   +   +   +   +   ·   ·   ·   ·
mail: by kind     +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
mail: to whom     +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
mail: homes 5А    +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
mail: homes 10А   +   ·   +   ·   ·   ·   ·   ·   +   ·   ·   ·   ·
weekly: children  ·   ·   ·   ·   ·   ·   ·   ·   +   ·   +   +   ·
weekly: К-0001    ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
weekly: К-0004    ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   +   ·
weekly: marks     ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
weekly: finals    ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
roll 5А           +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
finals 5А         +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
days of 5А        +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
levels led        +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
who certifies     +   +   +   +   +   +   +   +   +   ·   ·   ·   ·
export levels 5–9 +   +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
export due 10–11  +   ·   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
exports 10–11     +   ·   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
exported files    +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
server's jobs     +   ·   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
archive of 5А     +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
archive owes 10А  +   ·   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
archive’s acts    +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·
pages to archive  +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
verifications     +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
ledger's head     +   +   +   +   ·   ·   ·   ·   ·   ·   ·   ·   ·
written: where    ·   +   ·   ·   ·   +   +   +   +   ·   ·   ·   ·
written: to whom  ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·
written: lessons  ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·
written: own      ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·
written: readers  ·   ·   ·   ·   ·   ·   +   ·   ·   ·   ·   ·   ·
messages К-0001   ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
messages К-0004   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   ·   +   ·
seen: К-0001      ·   ·   ·   ·   ·   ·   ·   ·   ·   +   +   ·   ·
seen: of 5А       +   +   ·   ·   ·   +   ·   ·   ·   ·   ·   ·   ·
"""
ROWS = rows_of(TABLE)
NOT_OF_STAFF = {"kid": "student:К-0001", "one": "r-one", "two": "r-two"}


_OWED = of_teachers.Asked(NOW, date(2026, 9, 1), date(2026, 12, 30), "led")
_OF_CLASS, _OWN = _OWED._replace(whose="homeroom"), _OWED._replace(whose="own")
_MARK = (MATHS, LESSON, "", "К-0001", "written_mark")


def _timeliness_questions():
    """Return the questions of *Timeliness*; each is asked as led, homeroom or own."""

    def marks(database, viewer):
        found = timeliness_entries.entries(database, viewer, _OF_CLASS, "all", 1000)
        return found.filter(student_id="К-0001")

    def due(database, viewer, asked):
        return of_teachers.due(database, viewer, asked, NOW)

    in_5a = _OWED._replace(unit_id="5А")
    in_10a = _OWED._replace(unit_id="10А")
    return {
        "counts led": (of_teachers.counts, _OWED),
        "counts homeroom": (of_teachers.counts, _OF_CLASS),
        "counts own": (of_teachers.counts, _OWN),
        "due led 5А": (due, in_5a),
        "due homeroom 5А": (due, _OF_CLASS._replace(unit_id="5А")),
        "late led 10А": (of_teachers.lateness, in_10a),
        "late own of eng": (of_teachers.lateness, _OWN._replace(unit_id="5-англ1")),
        "days led 5А": (of_teachers.counts_by_day_and_lesson, in_5a),
        "entries led 5А": (timeliness_entries.entries, in_5a, "all", 10),
        "marks of К-0001": (marks,),
        "cell led": (timeliness_entries.cell_history, "led", *_MARK),
        "cell homeroom": (timeliness_entries.cell_history, "homeroom", *_MARK),
        "cell own": (timeliness_entries.cell_history, "own", *_MARK),
        "whose": (timeliness_choices.whose,),
        "periods led": (timeliness_choices.periods, "led"),
        "filters homeroom": (timeliness_choices.filters, "homeroom"),
        "deadlines": (timeliness_choices.deadlines, TODAY, TODAY),
    }


def _progress_questions():
    """Return the questions of *Class progress* and *School pictures*."""

    def of_level(database, viewer, query, by, level):
        return query(database, viewer, by, pictures.Narrowed(school_level=level))

    def of_teacher(database, viewer):
        taught = pictures.Narrowed(school_level="ooo", teacher_id="p-mat")
        return pictures.figures(database, viewer, "teacher", taught)

    marked_since = datetime(2026, 9, 1, tzinfo=UTC)
    return {
        "hints 5А": (progress.hints, "5А", Q1),
        "hints 10А": (progress.hints, "10А", Q1),
        "numbers of hints": (progress.numbers,),
        "days of 5А": (progress.attendance_days, "5А", Q2),
        "week of 5А": (progress.attendance_of_week, "5А", Q2),
        "averages of 5А": (progress.class_averages, "5А", Q2),
        "new marks of 5А": (new_marks.marks_since, "5А", marked_since),
        "students of 10А": (student_card.students, "10А"),
        "card of К-0001": (student_card.results, "5А", "К-0001"),
        "marks on the card": (student_card.marks, "5А", Q2, "К-0001"),
        "missed on card": (student_card.attendance, "5А", "К-0001"),
        "pictures 5–9": (of_level, pictures.figures, "class", "ooo"),
        "pictures 10–11": (of_level, pictures.figures, "subject", "soo"),
        "of teachers 5–9": (of_teacher,),
        "marks by subject": (of_level, pictures.marks_given, "subject", "ooo"),
        "lessons by class": (of_level, pictures.attendance, "class", "ooo"),
        "may be pictured": (pictures.choices,),
    }


def _replacement_questions():
    """Return the questions about replaced lessons: p-eng gives 5А maths for p-mat."""
    return {
        "replaced: whose": (replacements.teachers, TODAY),
        "replaced: lessons": (
            replacements.lessons_of_teacher,
            *("p-mat", MONDAY, TODAY),
        ),
        "replaced: free": (replacements.who_is_free, [GIVEN]),
        "replaced: list": (replacements_made.register, TODAY, TODAY),
        "replaced: sets": (replacements_made.sets, TODAY),
        "replaced: own": (own_replacements.of_teacher, TODAY),
        "replaced: roll": (own_replacements.students_of_lesson, GIVEN),
        "replaced: before": (own_replacements.lessons_before, GIVEN),
    }


def _message_questions():
    """Return the questions about the message that p-rus wrote to the families of 5А."""

    def readers(database, viewer):
        entry_id = messages.sent(database, RUS, MONDAY)["entry_id"][0]
        return messages.readers(database, viewer, entry_id)

    return {
        "written: where": (messages.places,),
        "written: to whom": (messages.students, RUSSIAN, TODAY),
        "written: lessons": (messages.lessons, RUSSIAN, MONDAY, TODAY),
        "written: own": (messages.sent, MONDAY),
        "written: readers": (readers,),
        "messages К-0001": (messages.of_student, "К-0001", TODAY),
        "messages К-0004": (messages.of_student, "К-0004", TODAY),
        "seen: К-0001": (weeks_seen.of_student, "К-0001", TODAY),
        "seen: of 5А": (weeks_seen.of_class, "5А", TODAY),
    }


def _compared_questions():
    """Return the questions of *Reconciliation*."""

    def marks(database, viewer, subject_id):
        found = reconciling.marks(database, viewer, ["К-0001", "К-0002"])
        return found.filter(subject_id=subject_id) if subject_id else found

    def stays(database, viewer, class_id):
        return reconciling.stays(database, viewer).filter("reads", class_id=class_id)

    return {
        "compared: 5А": (marks, ""),
        "compared: maths": (marks, "МАТ"),
        "compared: finals": (reconciling.finals, ["К-0001"]),
        "compared: 10А": (stays, "10А"),
        "compared: names": (reconciling.names,),
    }


def _export_questions():
    """Return the questions of *Monthly export*."""

    def of_level(database, viewer, query, level, *values):
        return query(database, viewer, *values).filter(school_level=level)

    november = (("2026-11", date(2026, 10, 15), date(2026, 11, 15)),)
    return {
        "export levels 5–9": (of_level, monthly_exports.levels, "ooo"),
        "export due 10–11": (of_level, monthly_exports.due, "soo", november),
        "exports 10–11": (of_level, monthly_exports.made, "soo"),
        "exported files": (monthly_exports.files, "2026-11-1"),
        "server's jobs": (job_runs.last_runs, 10),
    }


def _questions(account_of):
    def account(database, viewer, person_id):
        return accounts.account(
            database, viewer, account_of[person_id], now=NOW, today=TODAY
        )

    def slips(database, viewer, class_id):
        return accounts.class_accounts(
            database, viewer, class_id, "student", now=NOW, today=TODAY
        )

    def statement(database, viewer, student_id):
        return about_student.students(database, viewer).filter(student_id=student_id)

    def class_figures(database, viewer, *asked):
        return class_sheet(database, viewer, *asked, None, MOSCOW).overall

    def printed(database, viewer, *asked):
        return class_sheet(database, viewer, *asked, TODAY, MOSCOW).results

    def stated_on_sheet(database, viewer, *asked):
        return class_sheet(database, viewer, *asked, None, MOSCOW).outside

    def head_count(database, viewer, grade):
        found = movement.head_count(database, viewer, MONDAY, TODAY)
        return found.filter(grade=grade)

    def plans_of(database, viewer, page_id):
        return lesson_plans.pages(database, viewer, TODAY).filter(page_id=page_id)

    def programme(database, viewer, page_id):
        found = plan_and_fact.pages(database, viewer, NOW, TODAY)
        return found.filter(page_id=page_id)

    def formed(database, viewer, query, school_level):
        return query(database, viewer).filter(school_level=school_level)

    def timeliness(database, viewer, now):
        found = obligations.timeliness_of_teacher(database, viewer, now)
        return pl.DataFrame({"owed": range(found.denominator)})

    def finals(database, viewer, class_id):
        found = final_marks.completeness(database, viewer)
        return found.filter(class_id=class_id)

    def last_entry(database, viewer):
        return hand_ins.last_entry(database, viewer).drop_nulls()

    def how_many_wait(database, viewer):
        found = explanations.count_unanswered(database, viewer)
        return found.filter(pl.col("count_unanswered") > 0)

    def last_word(database, viewer):
        return explanations.last_word(database, viewer).drop_nulls("told_at")

    def log_lines(database, viewer):
        asked = access_log.Asked(NOW.replace(hour=0), NOW.replace(hour=23))
        return access_log.lines(database, viewer, asked, limit=10)

    return {
        "backups": (backups.runs,),
        "last backup": (backups.last_good,),
        "sheet 5А": (summary.class_summary, "5А", Q2),
        "sheet 10А": (summary.class_summary, "10А", H1),
        "printed sheet 5А": (printed, "5А", Q2),
        "class figures 10А": (class_figures, "10А", H1),
        "whole class 5А": (progress.class_attendance, "5А"),
        "whole class 10А": (progress.class_attendance, "10А"),
        "page 5А maths": (journal.page_marks, "2026:5А:МАТ", Q2),
        "page 5А Russian": (journal.page_lessons, "2026:5А:РУС", Q2),
        "page 10А physics": (journal.page_lessons, "2026:10А:ФИЗ", H1),
        "my hand-ins": (hand_ins.latest,),
        "names 5А maths": (hand_ins.students, (MATHS,)),
        "days 5А maths": (hand_ins.lessons, (MATHS,)),
        "last entry": (last_entry,),
        "marks 5А maths": (hand_ins.marks, (LESSON,)),
        "history 5А maths": (hand_ins.cell_history, MATHS, "", Q1, "К-0001", "final"),
        "diary К-0001": (diary.week, "К-0001", MONDAY),
        "diary К-0004": (diary.week, "К-0004", MONDAY),
        "diary К-0005": (diary.week, "К-0005", MONDAY),
        "diary К-0021": (diary.week, "К-0021", MONDAY),
        "families 5А": (sheets.families, "5А"),
        "families 10А": (sheets.families, "10А"),
        "paper: week 5А": (sheets.lessons, "5А", MONDAY),
        "paper: set 5А": (sheets.homework, "5А", MONDAY),
        "paper: marks 5А": (sheets.subjects, "5А", TODAY),
        "paper: of child": (sheets.wish_of_child, "К-0001"),
        "paper: child set": (sheets.homework_of_child, "К-0001", MONDAY),
        "paper: child sums": (sheets.subjects_of_child, "К-0001", TODAY),
        "calendar К-0001": (calendar.lessons, "К-0001", MONDAY, TODAY),
        "calendar К-0005": (calendar.lessons, "К-0005", MONDAY, TODAY),
        "account p-mat": (account, "p-mat"),
        "account p-fiz": (account, "p-fiz"),
        "account p-dir": (account, "p-dir"),
        "account p-adm": (account, "p-adm"),
        "account К-0001": (account, "student:К-0001"),
        "account К-0021": (account, "student:К-0021"),
        "account r-two": (account, "r-two"),
        "slips 5А": (slips, "5А"),
        "slips 10А": (slips, "10А"),
        "statement К-0001": (statement, "К-0001"),
        "statement К-0021": (statement, "К-0021"),
        "breach of p-mat": (breaches.register,),
        "log of access": (log_lines,),
        "retention": (retention_report.retention_report, NOW),
        "what is due": (obligations.due_of_teacher, NOW),
        "timeliness": (timeliness, NOW),
        **_timeliness_questions(),
        **_progress_questions(),
        "programme 5А": (programme, MATHS),
        "programme 10А": (programme, "2026:10А:ФИЗ"),
        "topics 5А Russian": (plan_and_fact.lessons, "2026:5А:РУС", NOW),
        "finals owed 5А": (finals, "5А"),
        "finals owed 10А": (finals, "10А"),
        "who owes 5А": (final_marks.owing, "5А", Q2),
        "closing 5А: whom": (final_marks.pages_and_teachers, "5А"),
        "permissions 5А": (final_marks.permissions, "5А", Q2),
        "permitted to me": (final_marks.permitted_to_me, NOW),
        "proposals 5А": (final_proposals.proposals, MATHS, Q2),
        "set-up: sets": (setup_changes.sets,),
        "set-up: changes": (setup_changes.changes, 900),
        "set-up: staff": (setup_changes.staff,),
        "set-up: rows": (setup_rows.rows, "staff", TODAY),
        "movement book": (movement.book,),
        "moved: classes": (movement.classes, TODAY),
        "moved: groups": (movement.groups, TODAY),
        "moved: students": (movement.students, TODAY),
        "list of 5А": (movement.class_list, "5А", TODAY),
        "list of 10А": (movement.class_list, "10А", TODAY),
        "list of a group": (movement.group_list, "5-англ1", TODAY),
        "head-count of 5": (head_count, 5),
        "moved: to choose": (movement.teaching,),
        "moved: closed": (movement.closed_since, "10А", MONDAY),
        "moved: the year": (movement.year,),
        **_staff_questions(),
        **_replacement_questions(),
        "plans: of 5А": (plans_of, MATHS),
        "plans: of 10А": (plans_of, "2026:10А:ФИЗ"),
        "plans: lessons": (lesson_plans.lessons, MATHS),
        "plans: own sets": (lesson_plans.own_sets,),
        **_compared_questions(),
        "may take lists": (rosters.rights,),
        "import: pages": (imports.pages,),
        "import: into 5А": (imports.register,),
        "outside to enter": (outside_marks.students,),
        "outside: subjects": (outside_marks.subjects, "К-0001"),
        "outside: periods": (outside_marks.periods, "К-0001"),
        "outside: register": (outside_marks.register,),
        "outside: its marks": (outside_marks.registered_marks,),
        "outside: of 5А": (outside_marks.of_class, "5А"),
        "outside: of page": (outside_marks.of_page, MATHS),
        "outside: on sheet": (stated_on_sheet, "5А", Q1),
        "outside: in diary": (outside_marks.of_diary, "К-0001"),
        "formed 5–9": (formed, readiness.items, "ooo"),
        "formed 10–11": (formed, readiness.items, "soo"),
        "teachers 10–11": (formed, readiness.teachers, "soo"),
        "who answers": (readiness.who_answers,),
        "own explanations": (explanations.own, NOW),
        "waits for answer": (explanations.waiting, NOW),
        "how many wait": (how_many_wait,),
        "was answered": (explanations.answered, NOW),
        "last word on own": (last_word,),
        "mail: due soon": (mails.due_soon, NOW, [END_OF_DAY.replace(tzinfo=None)]),
        "mail: led days": (mails.led_days, TODAY),
        "mail: sent": (mails.sent_since, MAILED_SINCE),
        "mail: server's": (mails.administrators,),
        **_mail_questions(),
        "roll 5А": (printing.class_roll, "5А"),
        "finals 5А": (printing.class_finals, "5А"),
        "days of 5А": (printing.class_days, "5А", MONDAY, TODAY),
        "levels led": (printing.levels,),
        **_export_questions(),
        "who certifies": (printing.certifiers,),
        "archive of 5А": (archive.packages,),
        "archive owes 10А": (archive.owed, NOW),
        "archive’s acts": (archive.acts,),
        "pages to archive": (archive.class_pages, "5А"),
        "verifications": (safekeeping.verifications,),
        "ledger's head": (safekeeping.head,),
        **_message_questions(),
    }


@pytest.fixture
def asked(filled_school):
    """The questions, in a school with accounts, a breach, explanations, a line of log.

    К-0001 has a mark of mathematics from another school; p-rus wrote to the families
    of 5А, and r-one marked the week as seen.

    The teacher of English waits for an answer, the one of physics has got one.
    """
    database = filled_school.database
    open_missing(database, at=NOW, by="p-adm")
    with database.reading() as cursor:
        account_of = dict(
            cursor.execute(
                "select person_id, account_id from access.accounts"
            ).fetchall()
        )
    breach_register.register(
        database,
        account_id=account_of["p-mat"],
        learned_at=NOW,
        reported_to_head_at=NOW,
        reported_to_support_at=None,
        reported_by="p-mat",
        what_happened="Пароль подсмотрели.",
        registered_by="p-dir",
        at=NOW,
        zone=filled_school.timezone,
    )
    write(filled_school, RUS, Whom(RUSSIAN), "Завтра диктант")
    one = Viewer("r-one", frozenset())
    diary_marks.mark_seen(filled_school, one, "К-0001", TODAY)
    told = Asked("schedule", NOW, "/mnt/backups")
    note_failed(database, told, VedomostError("No room."), NOW)
    note(database, NOW, Actor(account_of["p-mat"], "p-mat"), "logged_in")
    with database.writing() as cursor:
        cursor.execute(
            "insert into journal.closings values ('e-1', 'permit', '2026', '5А', ?, "
            "'', '', ?, '', 'Пересдача', null, 0, ?, 'p-dir', null)",
            [Q2, END_OF_DAY.replace(tzinfo=None), NOW.replace(tzinfo=None)],
        )
    with database.writing() as cursor:  # an export of grades 10 and 11
        cursor.execute(
            "insert into journal.exports by name select '2026-11-1' as export_id, "
            "'2026-11' as month, 1 as number, 'soo' as school_level, ? as made_at, "
            "'@schedule' as made_by",
            [NOW.replace(tzinfo=None)],
        )
        cursor.execute(
            "insert into journal.exported_files by name select "
            "'2026-11-1' as export_id, 'sheet' as kind, 'soo' as school_level"
        )
        cursor.execute(
            "insert into journal.closings values ('e-2', 'close', '2026', '10А', ?, "
            "'', '', null, '', 'Пересдача', 0, 0, ?, 'p-dir', null)",
            [H1, NOW.replace(tzinfo=None)],
        )
        cursor.execute(
            "insert into journal.archive_packages (package_id, class_id, school_level, "
            "closing_event_id) values ('p-1', '5А', 'ooo', 'e-0')"
        )
        cursor.execute(
            "insert into journal.archive_acts (act_id, number, package_id, path) "
            "values ('a-1', 1, 'p-1', 'archive/Акты/акт-0001')"
        )
    with database.writing() as cursor:
        cursor.execute(
            "insert into journal.paper_wishes values ('К-0001', 'ask', ?, 'r-one')",
            [NOW.replace(tzinfo=None)],
        )
    run_import(filled_school, "p-dir", brought("РУС | | 2026-11-19 | Имя"))
    job_runs_kept.claim(database, "monthly_export", "2026-11", NOW, NOW)
    paper = Document("Школа № 5", "12", date(2026, 11, 6), "Школа при санатории")
    stated = [StatedMark("МАТ", "", Q1, "4")]
    state(filled_school, Viewer("p-sec", frozenset()), "К-0001", paper, stated)
    with database.writing() as cursor:
        cursor.execute(
            "insert into journal.movements by name "
            "select 5 as set_id, 'enrol' as kind, "
            "'К-0001' as student_id, '' as class_from, '5А' as class_to, "
            "date '2026-11-09' as moved_on, 'p-sec' as moved_by"
        )
        cursor.execute(
            "insert into journal.staff_changes by name "
            "select 6 as set_id, 1 as part, 1 as number, 'absence' as kind, "
            "'p-mat' as person_id, 'page' as what, '5А' as unit_id, "
            "'МАТ' as subject_id, 'p-mat' as person_from, 'p-rus' as person_to, "
            "date '2026-11-23' as from_on"
        )
        cursor.execute(
            "insert into access.mails by name select 'm-1' as mail_id, "
            "'weekly' as kind, timestamp '2026-11-20 15:00' as composed_at"
        )
        cursor.execute(
            "insert into journal.verifications (verified_at, asked_by) values (?, '')",
            [NOW.replace(tzinfo=None)],
        )
    _replace(database)
    _plan(database)
    _explain(filled_school, "p-eng", "2026:5-англ1:АНГ", "20261116:3")
    _explain(filled_school, "p-fiz", "2026:10А:ФИЗ", "20261117:1")
    soo = Viewer("p-soo", frozenset())
    told = explanations.waiting(database, soo, NOW)["explanation_id"].to_list()
    answer(filled_school, soo, told, is_accepted=True)
    return database, _questions(account_of)


def _mail_questions():
    since = datetime(2026, 9, 1)  # noqa: DTZ001 - as it is stored
    return {
        "mail: by kind": (mail_report.counts, MAILED_SINCE),
        "mail: to whom": (mail_report.sent, MAILED_SINCE, "", "", 9),
        "mail: homes 5А": (mail_report.families, "5А", TODAY),
        "mail: homes 10А": (mail_report.families, "10А", TODAY),
        "weekly: children": (weekly_mail.children, TODAY),
        "weekly: К-0001": (weekly_mail.lessons, "К-0001", MONDAY, TODAY),
        "weekly: К-0004": (weekly_mail.lessons, "К-0004", MONDAY, TODAY),
        "weekly: marks": (weekly_mail.changed_cells, "К-0001", since),
        "weekly: finals": (weekly_mail.finals, "К-0001", since),
    }


def _staff_questions():
    return {
        "staff: register": (staff_changes.register,),
        "staff: the year": (staff_changes.year,),
        "staff: to choose": (staff_changes.staff,),
        "staff: people": (staff_changes.people,),
        "staff: away": (staff_changes.absences, TODAY),
        "staff: duties": (staff_changes.duties, "p-mat", TODAY),
        "staff: pages": (staff_changes.pages, TODAY),
        "staff: classes": (staff_changes.classes, TODAY),
        "responsible 5А": (responsible.history, responsible.Asked("5А")),
        "responsible 10А": (responsible.history, responsible.Asked("10А")),
    }


def _replace(database):
    """Let p-eng give a lesson of 5А maths, as a set of replacements."""
    with database.writing() as cursor:
        cursor.execute(
            "insert into journal.replaced_lessons values "
            "($lesson, $page, 'substitute', 'p-eng', $on, 1, false, '', '', $at)",
            {
                "lesson": GIVEN,
                "page": MATHS,
                "on": TODAY,
                "at": NOW.replace(tzinfo=None),
            },
        )
        cursor.execute(
            "insert into setup.setup_changes (change_id, sheet, natural_key) "
            """values (900, 'replacements', '["5А", "МАТ", "2026-11-23", 1]')"""
        )
        cursor.execute(
            "insert into journal.setup_change_sets "
            "(set_id, last_change_id, kind, from_date) "
            "values (900, 900, 'replacement', '2026-11-23')"
        )
        cursor.execute(
            "insert into setup.replacements "
            "(unit_id, subject_id, lesson_on, slot, valid_from) "
            "values ('5А', 'МАТ', '2026-11-23', 1, '2026-11-23')"
        )


def _plan(database):
    """Let p-mat have changed a lesson plan."""
    with database.writing() as cursor:
        cursor.execute(
            "insert into setup.setup_changes "
            "(change_id, sheet, natural_key, applied_by, applied_at, valid_from) "
            """values (901, 'lesson_plans', '["МАТ-5", 1]', 'p-mat', ?, ?)""",
            [NOW.replace(tzinfo=None), TODAY],
        )
        cursor.execute(
            "insert into journal.setup_change_sets "
            "(set_id, last_change_id, kind, applied_by, from_date) "
            "values (901, 901, 'plan', 'p-mat', ?)",
            [TODAY],
        )


def _explain(school, person_id, page_id, lesson):
    topic = Matter(page_id, f"{page_id}:{lesson}", "", "topic")
    explain(school, Viewer(person_id, frozenset()), [topic], "illness")


@pytest.mark.timeout(1200)  # some nine hundred questions, in a lake half a second each
def test_every_cell_of_the_table(asked):
    database, questions = asked

    def cell(what, person):
        question, *values = questions[what]
        person_id = NOT_OF_STAFF.get(person, f"p-{person}")
        viewer = Viewer(person_id=person_id, roles=frozenset())
        return "·" if question(database, viewer, *values).is_empty() else "+"

    drawn = {
        what: {p: answer for p, answer in row.items() if has_its_turn(f"{what} {p}")}
        for what, row in ROWS.items()
    }
    answers = {
        what: {person: cell(what, person) for person in row}
        for what, row in drawn.items()
    }

    assert set(questions) == set(ROWS)
    assert answers == drawn


def test_a_set_up_of_a_later_day_moves_nobodys_rights_before_it(filled_school, clock):
    database = filled_school.database
    open_missing(database, at=NOW, by="p-adm")
    with database.writing() as cursor:
        cursor.execute(  # the deputy, whose son is in 10А, leaves; p-rus follows him
            """
            insert into setup.parents values
            ('p-soo', 'Лебедев', 'Пётр', '', 'К-0021', '2026-08-20', null);
            update setup.staff set valid_to = '2026-12-01'
            where person_id in ('p-soo', 'p-rus');
            insert into setup.staff
            select * replace (
                'teacher, deputy' as roles, 'soo' as levels,
                date '2026-12-01' as valid_from, null as valid_to
            )
            from setup.staff where person_id = 'p-rus';
            """
        )
        account_id = cursor.execute(
            "select account_id from access.accounts where person_id = 'p-soo'"
        ).fetchall()[0][0]

    def read(person):
        viewer = Viewer(person, frozenset())
        return not summary.class_summary(database, viewer, "10А", H1).is_empty()

    assert (read("p-soo"), read("p-rus")) == (True, False)
    with pytest.raises(VedomostError):
        reset(database, account_id, by="p-fiz", at=NOW)
    clock.set(datetime(2026, 12, 1, 6, tzinfo=UTC))
    assert (read("p-soo"), read("p-rus")) == (False, True)
    assert reset(database, account_id, by="p-fiz", at=clock.now())


def test_who_handed_a_page_over_reads_it_to_the_last_day(filled_school, clock):
    database = filled_school.database
    with database.writing() as cursor:
        cursor.execute(
            "update journal.page_teachers set ends_on = '2026-11-23' "
            "where person_id = 'p-eng'"
        )

    def pages():
        return choices.pages(database, Viewer("p-eng", frozenset()))

    assert not pages().is_empty()
    clock.set(datetime(2026, 11, 23, 21, tzinfo=UTC))  # midnight in Moscow
    assert pages().is_empty()
