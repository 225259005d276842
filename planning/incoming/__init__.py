"""Plans from files: read in plain Python, so that a web process can do it.

Only codes, region numbers and names are taken; shapes are passed over. A file comes
from anywhere, so each format has its limits and answers with a sentence.
"""
