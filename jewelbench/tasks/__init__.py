"""The benchmark's tasks: queries and all their right answers."""
