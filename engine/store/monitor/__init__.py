"""What only people read: rows and indexes of flows and events, in a file of their own, written after the store."""
