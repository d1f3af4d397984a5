"""The command line: one module per sub-command. Importing this package alone loads none of it."""
