"""The store: committed batches and what is read from them, in one SQLite file with one writer (see DESIGN.md)."""
