"""The good practice: ten tips and two lists of expectations."""
