"""Keys from people's secrets, files sealed with them, and a school kept encrypted.

Start with `secret.py` and `sealed_file.py`; `school_key.py` is the school's own key at
rest. Hashes of passwords and the second factor's secrets are `warehouse.access`'s.
"""
