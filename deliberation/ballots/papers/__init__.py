"""Files of papers: those that we publish, and those of PrefLib. Read line by line; pure."""
