"""What is told to whom, by which channel."""
