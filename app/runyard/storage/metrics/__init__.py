"""Series of numbers: points in chunks, their summaries, and what a chart reads of them."""
