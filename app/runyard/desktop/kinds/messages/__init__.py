"""What a script told the people who watch its run."""
