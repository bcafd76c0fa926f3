"""Who may come in and what they did: accounts, roles, codes, tokens, breaches, the log.

Start with `accounts.py`. What a person then reads is not decided here but in SQL, by
`intermediate.int_*_access`; what they did to the journal is in the ledger.
"""
