"""A provider that nobody has: as plain as one can be, to try the contract and our own runner."""
