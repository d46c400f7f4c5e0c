"""Payments, refunds and accounts for programs."""
