"""The database backend that keeps every query inside one scope."""
