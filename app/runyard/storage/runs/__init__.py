"""Runs one by one: facts, params, edits, and what changed since an earlier one."""
