"""Who takes part: participants without a name, staff with an account, colleges, cards."""
