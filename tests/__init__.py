"""The laws of the assembly, tried on real databases and real pages."""
