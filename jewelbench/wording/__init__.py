"""What merchants write and shoppers type about a design, in training words and in words kept for the test."""
