"""The SQLite repository: the only room where SQL is written.

`Store` owns a connection; the other modules are verbs over nouns that take a store and return domain values
or arrays, never rows. Writes return `Changes`.
"""
