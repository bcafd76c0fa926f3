"""What set-up and journal hold about a student, section by section."""

from __future__ import annotations

from warehouse.personal_data.section import Section

SCHOOL_SECTIONS = (
    Section(
        "student",
        ("setup.students",),
        """
        select
            students.student_id,
            students.surname,
            students.given_name,
            students.patronymic,
            students.class_id,
            students.enrolled_on,
            students.left_on,
            students.order_number,
            students.valid_from,
            students.valid_to
        from setup.students as students
        inner join allowed on students.student_id = allowed.student_id
        order by students.valid_from
        """,
    ),
    Section(
        "parents",
        ("setup.parents",),
        """
        select
            parents.surname,
            parents.given_name,
            parents.patronymic,
            parents.valid_from,
            parents.valid_to
        from setup.parents as parents
        inner join allowed
            on list_contains(
                list_transform(
                    string_split(parents.students, ','), lambda code: trim(code)
                ),
                allowed.student_id
            )
        order by parents.valid_from, parents.surname
        """,
    ),
    Section(
        "groups",
        ("setup.group_members",),
        """
        ,

        named as (
            select
                group_id,
                max_by(name, valid_from) as group_name
            from setup.groups
            group by group_id
        )

        select
            coalesce(named.group_name, members.group_id) as group_name,
            members.joined_on,
            members.left_on,
            members.valid_from,
            members.valid_to
        from setup.group_members as members
        inner join allowed on members.student_id = allowed.student_id
        left join named on members.group_id = named.group_id
        order by members.valid_from, group_name
        """,
    ),
    Section(
        "movements",
        ("journal.movements",),
        """
        select
            moved.number,
            moved.kind as movement,
            moved.moved_on,
            moved.until_on,
            moved.class_from,
            moved.class_to,
            moved.groups_from,
            moved.groups_to,
            moved.order_number,
            moved.order_on,
            moved.school_name,
            moved.place,
            moved.reason as note,
            moved.moved_at as recorded_at,
            coalesce(people.person_name, moved.moved_by) as person_name,
            undoing.applied_at as withdrawn_at,
            coalesce(takers.person_name, undoing.applied_by) as withdrawn_by,
            undoing.reason
        from journal.movements as moved
        inner join allowed on moved.student_id = allowed.student_id
        left join journal.setup_change_sets as undoing
            on moved.set_id = undoing.undoes_set_id
        left join people on moved.moved_by = people.person_id
        left join people as takers on undoing.applied_by = takers.person_id
        order by moved.year_id, moved.number
        """,
    ),
    Section(
        "rolls",
        ("journal.roster",),
        """
        select
            pages.page_title,
            roster.class_id,
            roster.starts_on,
            roster.ends_on
        from journal.roster as roster
        inner join allowed on roster.student_id = allowed.student_id
        inner join pages on roster.page_id = pages.page_id
        order by pages.page_title, roster.starts_on
        """,
    ),
    Section(
        "set_up_changes",
        ("setup.setup_changes",),
        """
        select
            changes.applied_at,
            coalesce(people.person_name, changes.applied_by) as person_name,
            changes.sheet as set_up_sheet,
            changes.change,
            changes.valid_from,
            changes.before_row,
            changes.after_row
        from setup.setup_changes as changes
        inner join allowed
            on list_contains(
                json_extract_string(changes.natural_key, '$[*]'), allowed.student_id
            )
        left join people on changes.applied_by = people.person_id
        where changes.sheet in ('students', 'group_members')
        order by changes.applied_at, changes.change_id
        """,
    ),
    Section(
        "totals",
        ("journal.summary",),
        """
        select
            pages.page_title,
            coalesce(periods.period_name, summary.period_id) as period_name,
            summary.count_marks,
            round(summary.sum_marks / nullif(summary.count_marks, 0), 2)
                as average_mark,
            round(summary.sum_weighted / nullif(summary.sum_weights, 0), 2)
                as weighted_average,
            summary.count_missed,
            summary.count_missed_ill,
            summary.count_missed_excused,
            summary.count_late,
            summary.final
        from journal.summary as summary
        inner join allowed on summary.student_id = allowed.student_id
        inner join pages on summary.page_id = pages.page_id
        left join periods on summary.period_id = periods.period_id
        order by pages.page_title, summary.period_id
        """,
    ),
    Section(
        "cells_now",
        ("journal.current",),
        """
        select
            pages.page_title,
            lessons.lesson_on,
            periods.period_name,
            cells.field,
            cells.value_text,
            cells.recorded_at,
            coalesce(people.person_name, cells.recorded_by) as person_name
        from journal.current as cells
        inner join allowed on cells.student_id = allowed.student_id
        inner join pages on cells.page_id = pages.page_id
        left join journal.lessons as lessons on cells.lesson_id = lessons.lesson_id
        left join periods on cells.period_id = periods.period_id
        left join people on cells.recorded_by = people.person_id
        order by pages.page_title, lessons.lesson_on, cells.period_id, cells.field
        """,
    ),
    Section(
        "ledger",
        ("journal.entries",),
        """
        select
            entries.entry_id,
            pages.page_title,
            lessons.lesson_on,
            periods.period_name,
            entries.field,
            entries.value_text,
            entries.recorded_at,
            entries.is_undetermined,
            coalesce(people.person_name, entries.recorded_by) as person_name,
            coalesce(uploads.file_name, imports.file_name) as file_name,
            entries.sheet,
            entries.cell,
            entries.reason,
            counted.entry_id is null as is_void
        from journal.entries as entries
        inner join allowed on entries.student_id = allowed.student_id
        inner join pages on entries.page_id = pages.page_id
        left join journal.valid_entries as counted
            on entries.entry_id = counted.entry_id
        left join journal.lessons as lessons on entries.lesson_id = lessons.lesson_id
        left join periods on entries.period_id = periods.period_id
        left join people on entries.recorded_by = people.person_id
        left join journal.uploads as uploads on entries.upload_id = uploads.upload_id
        left join journal.imports as imports
            on entries.upload_id = imports.import_id and imports.event = 'begun'
        order by entries.entry_id
        """,
    ),
    Section(
        "message_reads",
        ("journal.message_reads",),
        """
        select
            pages.page_title,
            entries.value_text,
            coalesce(readers.person_name, reads.person_id) as person_name,
            reads.read_at
        from journal.message_reads as reads
        inner join allowed on reads.student_id = allowed.student_id
        inner join journal.entries as entries on reads.entry_id = entries.entry_id
        inner join pages on entries.page_id = pages.page_id
        left join intermediate.int_person_names as readers
            on reads.person_id = readers.person_id
        order by reads.read_at, reads.entry_id
        """,
    ),
    Section(
        "weeks_seen",
        ("journal.weeks_seen",),
        """
        select
            seen.week_on,
            coalesce(parents.person_name, seen.person_id) as person_name,
            seen.seen_at
        from journal.weeks_seen as seen
        inner join allowed on seen.student_id = allowed.student_id
        left join intermediate.int_person_names as parents
            on seen.person_id = parents.person_id
        order by seen.week_on, seen.seen_at
        """,
    ),
    Section(
        "findings",
        ("journal.findings",),
        """
        select
            findings.found_at,
            pages.page_title,
            lessons.lesson_on,
            findings.field,
            findings.value_text,
            findings.rule,
            findings.severity,
            findings.sheet,
            findings.cell,
            findings.is_open
        from journal.findings as findings
        inner join allowed on findings.student_id = allowed.student_id
        inner join pages on findings.page_id = pages.page_id
        left join journal.lessons as lessons on findings.lesson_id = lessons.lesson_id
        order by findings.found_at, pages.page_title, findings.cell
        """,
    ),
    Section(
        "proposals",
        ("journal.proposals",),
        """
        select
            uploads.received_at,
            pages.page_title,
            lessons.lesson_on,
            periods.period_name,
            proposals.field,
            proposals.kind,
            proposals.base_value,
            proposals.file_value,
            proposals.current_value,
            proposals.is_open
        from journal.proposals as proposals
        inner join allowed on proposals.student_id = allowed.student_id
        inner join pages on proposals.page_id = pages.page_id
        left join journal.lessons as lessons on proposals.lesson_id = lessons.lesson_id
        left join periods on proposals.period_id = periods.period_id
        left join journal.uploads as uploads on proposals.upload_id = uploads.upload_id
        order by uploads.received_at, pages.page_title, proposals.cell
        """,
    ),
    Section(
        "outside_marks",
        ("journal.outside_statements", "journal.outside_marks"),
        """
        ,

        withdrawals as (
            select
                statement_id,
                min(happened_at) as withdrawn_at,
                min_by(by_person_id, happened_at) as withdrawn_by,
                min_by(reason, happened_at) as reason
            from journal.outside_statements
            where kind = 'withdraw'
            group by statement_id
        )

        select
            stated.happened_at as stated_at,
            coalesce(people.person_name, stated.by_person_id) as person_name,
            stated.school_name,
            stated.document_number,
            stated.document_on,
            stated.note,
            coalesce(subjects.name, marks.subject_name) as subject_name,
            coalesce(periods.period_name, marks.period_id) as period_name,
            marks.value as final,
            marks.average as average_mark,
            withdrawals.withdrawn_at,
            coalesce(takers.person_name, withdrawals.withdrawn_by) as withdrawn_by,
            withdrawals.reason,
            counted.event_id is null as is_void
        from journal.outside_statements as stated
        inner join allowed on stated.student_id = allowed.student_id
        inner join journal.outside_marks as marks
            on stated.statement_id = marks.statement_id
        left join withdrawals on stated.statement_id = withdrawals.statement_id
        left join journal.valid_outside_statements as counted
            on stated.event_id = counted.event_id
        left join setup.subjects as subjects
            on marks.subject_id = subjects.subject_id and subjects.valid_to is null
        left join periods on marks.period_id = periods.period_id
        left join people on stated.by_person_id = people.person_id
        left join people as takers on withdrawals.withdrawn_by = takers.person_id
        where stated.kind = 'state'
        order by
            stated.happened_at, stated.statement_id, marks.period_id, subject_name
        """,
    ),
    Section(
        "uploads",
        ("journal.uploads",),
        """
        ,

        touching as (
            select
                upload_id,
                page_id,
                student_id
            from journal.entries
            union
            select
                upload_id,
                page_id,
                student_id
            from journal.findings
            union
            select
                upload_id,
                page_id,
                student_id
            from journal.proposals
        )

        select distinct
            uploads.received_at,
            coalesce(people.person_name, uploads.received_by) as person_name,
            uploads.file_name,
            uploads.status
        from journal.uploads as uploads
        inner join touching on uploads.upload_id = touching.upload_id
        inner join pages on touching.page_id = pages.page_id
        inner join allowed on touching.student_id = allowed.student_id
        left join people on uploads.received_by = people.person_id
        order by uploads.received_at
        """,
    ),
    Section(
        "printed_forms",
        ("journal.printed_forms",),
        """
        select
            forms.printed_at,
            coalesce(people.person_name, forms.printed_by) as person_name,
            forms.kind,
            forms.code,
            array_to_string(
                list_transform(
                    from_json(forms.key_figures, '[["VARCHAR"]]'),
                    lambda pair: pair[1] || ': ' || pair[2]
                ),
                '; '
            ) as key_figures
        from journal.printed_forms as forms
        inner join allowed on forms.student_id = allowed.student_id
        left join people on forms.printed_by = people.person_id
        order by forms.printed_at, forms.code
        """,
    ),
    Section(
        "names_elsewhere",
        ("journal.import_answers",),
        """
        select
            answers.said_at,
            answers.written,
            coalesce(named.person_name, answers.said_by) as person_name
        from journal.import_answers as answers
        inner join allowed on answers.meaning = allowed.student_id
        left join intermediate.int_person_names as named
            on answers.said_by = named.person_id
        where answers.kind = 'student'
        order by answers.said_at
        """,
    ),
    Section(
        "paper_wishes",
        ("journal.paper_wishes",),
        """
        select
            wishes.said_at,
            wishes.kind,
            coalesce(named.person_name, wishes.said_by) as person_name
        from journal.paper_wishes as wishes
        inner join allowed on wishes.student_id = allowed.student_id
        left join intermediate.int_person_names as named
            on wishes.said_by = named.person_id
        order by wishes.said_at
        """,
    ),
    Section(
        "paper_prints",
        ("journal.paper_prints",),
        """
        select
            prints.printed_at,
            prints.monday,
            coalesce(people.person_name, prints.printed_by) as person_name
        from journal.paper_prints as prints
        inner join allowed on prints.student_id = allowed.student_id
        left join people on prints.printed_by = people.person_id
        order by prints.printed_at, prints.monday
        """,
    ),
)
