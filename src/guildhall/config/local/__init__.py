"""Everything that makes one bare machine enough: embedded servers, a supervisor, the demo."""
