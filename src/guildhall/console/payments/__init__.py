"""Payments and refunds of an order, and accounts with providers."""
