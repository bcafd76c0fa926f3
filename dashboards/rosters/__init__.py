"""The page *Lists and OneRoster*: class lists in, packages in, packages out."""
