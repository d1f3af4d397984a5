"""One image alone: zoomed, moved about, played."""
