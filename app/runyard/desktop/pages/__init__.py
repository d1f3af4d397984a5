"""Top-level places of the app; each is independent of the others."""
