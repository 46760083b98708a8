"""The live day: its programme, its tables, who sits where, what the room sees, what it leaves."""
