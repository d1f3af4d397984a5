"""Finding a text in texts, as the search field of a tab asks for it."""
