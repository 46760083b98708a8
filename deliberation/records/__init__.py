"""Pages and exports that read every room and own no table."""
