"""Values that every room shares: frozen dataclasses, enums and errors. Standard library only."""
