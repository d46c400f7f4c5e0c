"""Guildhall: one roof over many companies."""
