"""Examining a repository for damage, and saving what can be read of one."""
