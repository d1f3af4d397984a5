"""The settings of this person, what the repository holds, and what the program is made of."""
