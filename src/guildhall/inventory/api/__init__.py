"""Stock for programs of the back office."""
