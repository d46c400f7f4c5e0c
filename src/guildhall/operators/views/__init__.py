"""Operators' pages: parse, ask one query or call one operation, show."""
