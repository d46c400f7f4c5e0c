"""Plain functions that make things through the house's own operations."""
