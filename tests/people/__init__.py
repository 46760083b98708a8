"""Coming in, and coming back: codes, cards, words and accounts."""
