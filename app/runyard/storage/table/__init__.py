"""The runs that a query gives, as a table: order, columns, cells, small curves, and groups."""
