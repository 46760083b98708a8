"""Two people class the same words apart, and how far they agree is told: for those who want it."""
