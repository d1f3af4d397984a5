"""The Params tab: the tree of a run's params."""
