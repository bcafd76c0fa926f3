"""Reading: from bytes that may be anything to tidy cells with addresses."""
