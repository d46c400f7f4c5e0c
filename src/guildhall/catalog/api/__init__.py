"""The catalogue for programs of the back office: a file per subject."""
