"""Everything that changes plans in the workshop, one file a subject.

Each act locks the draft's row first, so that two planners come one after the other.
"""
