"""Model servers that break in every way we know of, and those that speak a dialect of their own."""
