"""What the judge found, for the terminal, for pages and for programs."""
