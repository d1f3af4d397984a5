"""Figures: Plotly's interactive, matplotlib's as vectors."""
