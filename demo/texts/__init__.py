"""What invented people say. Every story, name and place detail here is made up."""
