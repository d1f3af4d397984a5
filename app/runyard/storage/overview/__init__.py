"""The repository at a glance: how much it holds, and what happened when."""
