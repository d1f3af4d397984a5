"""What may be typed next, and a warning for names that no run has."""
