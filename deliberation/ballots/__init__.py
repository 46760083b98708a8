"""What is decided: ballots, votes, counters and results that show nobody."""
