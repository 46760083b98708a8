"""What is said: contributions, proposals, and the links between them."""
