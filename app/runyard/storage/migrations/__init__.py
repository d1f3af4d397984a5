"""One numbered file per schema version, never edited after release."""
