"""The catalogue: every rule, in the order in which a teacher reads the findings.

Help page, workbook legend, findings, suites, docs and tests read these tuples. A rule
of a changed cell is a `Rule`; a rule of the whole warehouse is in `rules_warehouse.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations import (
    rules_cells,
    rules_closing,
    rules_finals,
    rules_lessons,
    rules_marks,
    rules_rosters,
    rules_year_finals,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from expectations.rule import Rule

RULES: tuple[type[Rule], ...] = (
    rules_rosters.SheetIsKnown,
    rules_rosters.PageIsKnown,
    rules_rosters.AddresseeIsKnown,
    rules_rosters.ColumnIsKnown,
    rules_rosters.StudentIsKnown,
    rules_rosters.TeacherIsAssigned,
    rules_rosters.LessonIsGivenByTheUploader,
    rules_rosters.StudentIsOnTheRoll,
    rules_closing.PeriodIsNotClosed,
    rules_cells.MarkIsNotADate,
    rules_cells.CellIsNotAnError,
    rules_cells.FormulaHasAValue,
    rules_cells.CellsAreNotMerged,
    rules_cells.CellStandsOnce,
    rules_lessons.LessonIsOnASchoolDay,
    rules_lessons.LessonBelongsToThePage,
    rules_lessons.LessonKeepsItsDate,
    rules_marks.MarkIsOnTheScale,
    rules_marks.FinalCodeStandsInTheFinalColumn,
    rules_marks.MarkIsWhereMarksAreGiven,
    rules_marks.MarkIsNotInTheFuture,
    rules_marks.MarkIsOfALessonThatWasHeld,
    rules_marks.MarkIsNotBesideAnAbsence,
    rules_marks.LetterIsUnambiguous,
    rules_marks.MarkHasAWorkType,
    rules_lessons.StatusIsKnown,
    rules_lessons.AttendanceTakenIsKnown,
    rules_lessons.WorkTypeIsKnown,
    rules_lessons.HeldLessonHasATopic,
    rules_lessons.TopicFollowsThePlan,
    rules_lessons.HeldLessonHasHomework,
    rules_lessons.HomeworkSaysWhatToDo,
    rules_lessons.TextIsText,
    rules_lessons.MinutesAreANumber,
    rules_lessons.MinutesArePlausible,
    rules_finals.FinalIsOnTheScale,
    rules_finals.FinalIsOfAPeriod,
    rules_finals.FinalFitsTheGrading,
    rules_finals.FinalHasEnoughMarks,
    rules_finals.NotAttestedMissedLessons,
    rules_finals.AttestedWasThere,
    rules_finals.FinalIsTheRoundedAverage,
    rules_finals.FinalIsEnteredInTheLastWeek,
    rules_year_finals.AttestationIsEnteredInItsDays,
    rules_year_finals.YearRestsOnItsPeriods,
    rules_year_finals.YearIsTheRoundedMean,
    rules_year_finals.FailedFinalIsNotFollowedByAPositive,
    rules_year_finals.OverallRestsOnTheYear,
    rules_year_finals.OverallFollowsYearAndExam,
)
RULE_BY_ID: Mapping[str, type[Rule]] = {rule.id: rule for rule in RULES}
