-- A school small enough to read: one class, two subjects, a few people of the staff, parents.
-- Loaded into an empty migrated warehouse; journal.* follows by warehouse.timetable.

insert into setup.about
select setting, value, date '2026-08-20', null
from (values
    ('school_id', 'small'), ('name', 'Школа № 7 (проверочная)'), ('short_name', 'Школа № 7'),
    ('timezone', 'Europe/Moscow'), ('language', 'ru'), ('week_days', '5'),
    ('year_id', '2026'), ('year_name', '2026/27'),
    ('year_starts_on', '2026-09-01'), ('year_ends_on', '2027-05-26')
) as given (setting, value);

insert into setup.periods values
('2026-Q1', '2026', '1 четверть', 'quarter', '1-9', '2026-09-01', '2026-10-25', '2026-08-20', null),
('2026-Q2', '2026', '2 четверть', 'quarter', '1-9', '2026-11-05', '2026-12-29', '2026-08-20', null);

insert into setup.bells values
(1, '*', 1, '08:30', '09:15', '2026-08-20', null, ''),
(1, '*', 2, '09:25', '10:10', '2026-08-20', null, ''),
(1, '*', 3, '10:25', '11:10', '2026-08-20', null, '');

insert into setup.subjects values
('МАТ', 'Математика', 'Матем.', 'marks', '', 0.5, '2026-08-20', null),
('РУС', 'Русский язык', 'Русский', 'marks', '', 0.5, '2026-08-20', null);

insert into setup.staff values
('P-01', 'Директорова', 'Анна', 'Ивановна', 'director', '', 'director', '2026-08-20', null),
('P-02', 'Завучева', 'Вера', 'Петровна', 'deputy', 'noo,ooo,soo', 'deputy', '2026-08-20', null),
('P-03', 'Секретарёва', 'Галина', 'Олеговна', 'secretary', '', 'secretary', '2026-08-20', null),
('P-04', 'Классная', 'Дарья', 'Сергеевна', 'teacher', '', 'homeroom', '2026-08-20', null),
('P-05', 'Учителева', 'Елена', 'Павловна', 'teacher', '', 'teacher', '2026-08-20', null),
('P-06', 'Ролейнет', 'Жанна', 'Юрьевна', '', '', 'nobody', '2026-08-20', null),
('P-07', 'Системнова', 'Зинаида', 'Львовна', 'administrator', '', 'administrator', '2026-08-20', null);

insert into setup.classes values ('5А', 5, 1, 5, 'P-04', '2026-08-20', null);

insert into setup.students values
('К-001', 'Абрамов', 'Илья', 'Олегович', '5А', '2026-09-01', null, 'П-1', '2026-08-20', null),
('К-002', 'Белова', 'Ксения', 'Андреевна', '5А', '2026-09-01', null, 'П-1', '2026-08-20', null),
('К-003', 'Волков', 'Лев', 'Ильич', '5А', '2026-09-01', null, 'П-1', '2026-08-20', null);

insert into setup.parents values
('R-01', 'Абрамова', 'Инга', 'Павловна', 'К-001', '2026-08-20', null),
('R-02', 'Белов', 'Андрей', 'Юрьевич', 'К-002,К-003', '2026-08-20', null);

insert into setup.load values
('5А', 'МАТ', 'P-05', 2, '2026-09-01', null, '2026-08-20', null),
('5А', 'РУС', 'P-04', 1, '2026-09-01', null, '2026-08-20', null);

insert into setup.timetable values
('5А', 'МАТ', 1, 1, '21', '2026-09-01', null, '2026-08-20', null, false),
('5А', 'МАТ', 3, 2, '21', '2026-09-01', null, '2026-08-20', null, false),
('5А', 'РУС', 2, 1, '22', '2026-09-01', null, '2026-08-20', null, false);

insert into setup.work_types values
('answer', 'ответ на уроке', 1.0, false, '2026-08-20', null),
('test', 'контрольная работа', 1.0, true, '2026-08-20', null);

insert into setup.mark_scale values
('5', 'mark', 'отлично', 5, '', '2026-08-20', null),
('4', 'mark', 'хорошо', 4, '', '2026-08-20', null),
('3', 'mark', 'удовлетворительно', 3, '', '2026-08-20', null),
('2', 'mark', 'неудовлетворительно', 2, '', '2026-08-20', null),
('н', 'attendance', 'отсутствовал', null, 'H,N', '2026-08-20', null);

insert into setup.deadlines values
('attendance', 'lesson_day', 0, 'working_days', '§2.5', '', '2026-08-20', null),
('lesson_mark', 'lesson_day', 0, 'working_days', '§2.5', '', '2026-08-20', null),
('written_mark', 'lesson_day', 3, 'working_days', '§2.5', '', '2026-08-20', null),
('topic', 'lesson_day', 0, 'working_days', '§2.6', '', '2026-08-20', null),
('homework', 'class_day_end', 90, 'minutes', '§2.7', '', '2026-08-20', null),
('final', 'period_end', 7, 'days', '§2.8', '', '2026-08-20', null),
('set_up', 'september', 5, 'day_of_month', '§2.2', '', '2026-08-20', null),
('export', 'month', 15, 'day_of_month', '§2.12', '', '2026-08-20', null),
('breach', 'learned', 1, 'working_days', '§4.3', '', '2026-08-20', null);
