"""Values that every room shares: named tuples, enums and errors. Standard library only."""
