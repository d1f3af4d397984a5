"""The page of one run: its header and its tabs."""
