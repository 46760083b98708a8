"""The tests of the debate."""
