"""A school moves from its embedded file into the lake, and back."""
