"""What may be done to an order and its money, and the laws that hold all the while."""
