"""Laws of ballots: who votes and when, what may be printed, what a recount finds."""
