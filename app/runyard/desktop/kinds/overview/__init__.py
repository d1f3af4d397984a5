"""The Overview tab: the facts of a run and the newest of what it logged."""
