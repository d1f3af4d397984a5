"""The notes on a run."""
