"""Laws of the live day."""
