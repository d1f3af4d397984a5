"""What people set about a run, and putting it away."""
