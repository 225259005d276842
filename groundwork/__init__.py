"""Small tools without models and without a word of policing."""
