"""What rows define: symbols sorted, definitions found, and which of them reaches a row."""
