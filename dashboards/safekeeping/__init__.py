"""What keeps the records safe, as people see it: checks, receipts, backups.

The page *Safekeeping* is put together from the sections here, each a module; the deeds
themselves are `warehouse.integrity` and `warehouse.backups`.
"""
