"""How contacts are written, how codes and tokens are hashed, what a customer may hold. Pure."""
