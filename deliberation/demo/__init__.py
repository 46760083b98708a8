"""A fictional committee, told through the same commands as a real one: something to try at once."""
