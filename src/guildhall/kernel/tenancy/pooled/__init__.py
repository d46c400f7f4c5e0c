"""The database backend for work behind a transaction pooler (docs/decisions/0014)."""
