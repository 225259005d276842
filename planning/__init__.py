"""The planner's workshop: drawing, editing, comparing and adopting region plans."""
