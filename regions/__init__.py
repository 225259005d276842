"""Where people live, the regions drawn from it, and the officers who serve them."""
