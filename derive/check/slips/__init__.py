"""The usual slips: edits that plant them, and that explain wrong rows by undoing them."""
