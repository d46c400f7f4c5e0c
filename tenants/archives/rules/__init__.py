"""Judgement about archives: how they are sealed, told about, scheduled and compared."""
