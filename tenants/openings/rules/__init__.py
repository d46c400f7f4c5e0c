"""How a name is judged, and how the links in mails are made. Pure."""
