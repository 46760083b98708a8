"""The benchmark: the platform against plain baselines, in the same run, on loopback only."""
