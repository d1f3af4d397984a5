"""The Images tab: grids of what a run logged, and one image at a time."""
