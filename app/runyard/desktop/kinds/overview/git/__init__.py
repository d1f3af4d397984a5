"""The code of a run, and its uncommitted changes."""
