"""Tabs of a run; each is one kind of logged data and independent of the others."""
