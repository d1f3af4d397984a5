"""Query text to a tree."""
