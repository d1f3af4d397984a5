"""Printed lines: what is known of each, and which of them are shown."""
