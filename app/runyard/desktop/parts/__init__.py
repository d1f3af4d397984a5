"""What several pages and kinds show of runs."""
