"""The catalogue of hints: what a homeroom teacher is told about students, and why.

A rule is about a cell, a hint about a student. `marts.hints` decides when each is
given; the pages, `docs/hints*.md` and the tests read this tuple. Sentences are message
ids; facts in `what` are filled in by `dashboards.progress.hint_words`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from expectations.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping


class Hint(NamedTuple):
    """One hint: `risk` asks to act, `chance` says what is within reach."""

    id: str
    clause: str  # of the regulation
    kind: Literal["risk", "chance"]
    title: str
    what: str
    why: str
    to_do: str
    parameters: tuple[str, ...]  # of the school, by which it judges


HINTS: tuple[Hint, ...] = (
    Hint(
        "final_is_two",
        "2.8",
        "risk",
        N_("The final mark is “2”."),
        N_("{subject}: the final mark is {figure}."),
        N_("A final “2” stays in the summary sheet and has to be made good."),
        N_("Agree with the teacher and the parents how and by when it is made good."),
        ("failed_subjects",),
    ),
    Hint(
        "not_attested",
        "2.8",
        "risk",
        N_("The student is not attested."),
        N_("{subject}: not attested (Н/А)."),
        N_("Without attestation in a period the mark of the year is in doubt."),
        N_("Ask the teacher what is to be handed in, and tell the parents."),
        ("not_attested_subjects",),
    ),
    Hint(
        "two_is_expected",
        "2.8",
        "risk",
        N_("A “2” is expected by the average."),
        N_(
            "{subject}: the average {figure} of {count} marks rounds to 2, a 3 begins "
            "at {compared}."
        ),
        N_("There is still time before the final mark is set."),
        N_("Ask the teacher for a chance to be asked again; tell the parents now."),
        (
            "rounding_threshold",
            "minimum_marks_up_to_2_hours",
            "minimum_marks_over_2_hours",
        ),
    ),
    Hint(
        "two_is_not_corrected",
        "2.5",
        "risk",
        N_("A “2” was not corrected."),
        N_(
            "{subject}: no better mark after the “2” of {day}; lessons since then: "
            "{figure}."
        ),
        N_("A student is given the chance to correct a “2” soon."),
        N_("Remind the student, and ask the teacher when the “2” can be corrected."),
        ("correction_lessons",),
    ),
    Hint(
        "average_is_falling",
        "2.4",
        "risk",
        N_("The average is falling."),
        N_("{subject}: the average was {compared} and is {figure} in the last weeks."),
        N_("Marks that fall in a subject are easier to stop early."),
        N_("Talk with the student; compare with the other subjects and with absences."),
        ("falling_weeks", "falling_points", "falling_marks"),
    ),
    Hint(
        "many_absences",
        "2.5",
        "risk",
        N_("Many lessons of all subjects are missed."),
        N_(
            "{share} of {count} lessons missed: ill {ill}, excused {excused}, without "
            "a reason {unexcused}."
        ),
        N_("Who misses much loses the thread in every subject at once."),
        N_("Talk with the parents; agree with the teachers what is to be made up."),
        ("noticed_absence_share",),
    ),
    Hint(
        "subject_is_missed",
        "2.8",
        "risk",
        N_("Most lessons of a subject are missed."),
        N_(
            "{subject}: {share} of {count} lessons missed; attestation is in doubt "
            "above {compared_share}."
        ),
        N_("Who missed more than the regulation allows may end with Н/А."),
        N_("Agree with the teacher how it is made up before the period ends."),
        ("missed_share_not_attested",),
    ),
    Hint(
        "missed_without_reason",
        "2.5",
        "risk",
        N_("Lessons are missed without a reason."),
        N_("Lessons missed without a reason: {figure}, the last one on {day}."),
        N_("The school answers for students whose absence nobody explained."),
        N_("Call the parents the same day; ask the teachers to enter the reason."),
        ("unexcused_lessons",),
    ),
    Hint(
        "few_marks_before_the_end",
        "2.8",
        "risk",
        N_("Too few marks shortly before the end of the period."),
        N_(
            "{subject}: {figure} of {compared} marks that a final mark needs; the "
            "period ends on {day}."
        ),
        N_("A final mark of too few marks is easily disputed."),
        N_("Ask the teacher to ask the student before the last week of the period."),
        (
            "few_marks_weeks",
            "minimum_marks_up_to_2_hours",
            "minimum_marks_over_2_hours",
        ),
    ),
    Hint(
        "no_marks_for_long",
        "2.5",
        "risk",
        N_("No mark in a subject for long."),
        N_("{subject}: lessons attended since the last mark: {figure}."),
        N_("Without marks neither the student nor the parents know how things stand."),
        N_("Ask the teacher to ask the student in one of the next lessons."),
        ("lessons_without_mark",),
    ),
    Hint(
        "one_three_short",
        "2.9",
        "chance",
        N_("One “3” short of all fours and fives."),
        N_("{subject} has the only “3” ({figure}) of {count} subjects."),
        N_("One subject decides about the category of the student."),
        N_("Tell the student which subject it is; ask its teacher what is possible."),
        ("one_short_subjects", "rounding_threshold"),
    ),
    Hint(
        "one_four_short",
        "2.9",
        "chance",
        N_("One “4” short of all fives."),
        N_("{subject} has the only “4” ({figure}) of {count} subjects."),
        N_("One subject decides about the category of the student."),
        N_("Tell the student which subject it is; ask its teacher what is possible."),
        ("one_short_subjects", "rounding_threshold"),
    ),
    Hint(
        "average_near_a_border",
        "2.8",
        "chance",
        N_("The average lies near the border of a final mark."),
        N_(
            "{subject}: the average {figure} lies beside {compared}, where {lower} "
            "ends and {higher} begins."
        ),
        N_("One more mark decides which final mark the average rounds to."),
        N_("Tell the student that the next works in this subject decide."),
        ("border_width", "rounding_threshold"),
    ),
)
HINT_BY_ID: Mapping[str, Hint] = {hint.id: hint for hint in HINTS}
