"""The cards of what was logged, in two columns."""
