"""Where a school's tables lie: an embedded file, or a DuckLake that nodes share."""
