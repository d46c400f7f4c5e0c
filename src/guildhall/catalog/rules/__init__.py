"""Judgement about goods, pure: a file per subject."""
