"""From a committed fact to everything that follows from it: at least once, effects once."""
