"""The artifacts of a run, and saving them."""
