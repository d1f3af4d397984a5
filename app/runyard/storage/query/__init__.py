"""A query's tree as SQL, and the values that its names stand for."""
