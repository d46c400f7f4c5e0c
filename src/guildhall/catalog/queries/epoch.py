"""The epoch under which answers about the catalogue are kept."""

# Moved by every operation that changes what a storefront shows.
EPOCH = "catalog"
