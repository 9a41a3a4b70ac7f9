"""Filters evidence for quotes: each module finds one kind of sentence that is no answer."""
