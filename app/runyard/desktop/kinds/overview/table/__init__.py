"""The table of a card: rows to search, filter, sort and copy."""
