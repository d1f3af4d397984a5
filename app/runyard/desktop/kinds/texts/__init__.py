"""The Texts tab: what a run has written down, in a table, with a reader beside it."""
