"""The home page: what runs at present, what the repository holds, and ways to the runs."""

from __future__ import annotations
