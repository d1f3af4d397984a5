"""What a query's tree gives for the values of a run, within limits of time and memory."""
