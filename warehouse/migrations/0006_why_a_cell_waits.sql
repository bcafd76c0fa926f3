-- Why a conflict asks: '' where workbook and journal both changed; `outdated` where the
-- workbook has a value that it held before, as an older copy of it would.
alter table journal.proposals add column why varchar default '';
