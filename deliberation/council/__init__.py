"""What is sent to the national body, and what it answers."""
