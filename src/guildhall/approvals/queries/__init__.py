"""Everything that can be asked about what waits for a second pair of eyes."""
