"""A platform for local committees of social work: from a word said to an answer received."""
