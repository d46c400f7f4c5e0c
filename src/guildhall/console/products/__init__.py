"""Pages on which people look after products, the tree they stand in, and their attributes."""
