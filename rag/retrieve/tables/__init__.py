"""Tables: which rows a question picks, and which fulfil what it demands."""
