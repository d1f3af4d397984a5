"""The window around the pages: side bar, status line, command palette, notices, trouble."""
