"""One experiment: how its runs do, the runs themselves, notes and settings."""
