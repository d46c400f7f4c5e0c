"""What the suite stands on: servers, a template database, one clone per worker."""
