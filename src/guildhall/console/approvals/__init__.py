"""What waits for somebody's yes."""
