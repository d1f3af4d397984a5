"""The trash, and removing for good what lies in it."""
