"""One module a format: its bytes to text with sections that a reader can find."""
