"""Audio: what a run logged to be heard."""
