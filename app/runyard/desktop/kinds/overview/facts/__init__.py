"""The column of facts at the right."""
