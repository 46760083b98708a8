"""A rehearsal: a copy of a live day, played by simulated people through the addresses of people."""
