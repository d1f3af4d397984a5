"""The tags page: every tag, and what it is used in."""
