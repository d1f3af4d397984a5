"""What has been logged, as Python objects: repositories, runs, metrics, their values and data frames."""
