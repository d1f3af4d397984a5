"""The trash: what was deleted, to be restored or removed for good."""
