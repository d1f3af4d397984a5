"""The append-only segments a running process writes: framing, writer, reader, and the `Batch` they amount to.

Standard library only; knows nothing of SQLite.
"""
