"""What is different since another run."""
