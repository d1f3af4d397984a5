"""What a run printed, and the messages it logged."""
