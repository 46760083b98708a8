"""What is retained: statements with their sources, sign-off, frozen documents."""
