"""What is found and would be no answer if it were only quoted."""
