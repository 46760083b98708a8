"""Disagreement is kept: blocks that a rule puts in the text, and that only their holders close."""
