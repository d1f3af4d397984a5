"""Looking for a text in all a run has printed."""
