"""Files of every format, made by other programs, and what is planted in them."""
