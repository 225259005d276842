"""What districting says when it cannot go on."""


class DistrictingError(ValueError):
    """Input that no plan can be drawn from; the message is written for people."""
