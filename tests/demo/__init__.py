"""Tests of the demonstration committee."""
