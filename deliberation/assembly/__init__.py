"""Where one takes part: committees, working groups, topics and the phase each is in."""
