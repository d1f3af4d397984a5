"""The tab that shows a run's metrics as charts."""
