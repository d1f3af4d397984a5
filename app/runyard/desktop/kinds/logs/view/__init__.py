"""The lines on screen: laid out, painted, scrolled, pointed at and selected."""
