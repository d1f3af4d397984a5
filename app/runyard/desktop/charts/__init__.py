"""Drawing of curves: ticks, thinning, smoothing, the small chart of a grid and the big one."""
