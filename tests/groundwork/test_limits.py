import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from groundwork.errors import TooOftenError
from groundwork.limits import Limit

LIMIT = Limit("tries", times=2, seconds=60)


@pytest.fixture
def _counted_in_the_database(settings: Settings, db: None) -> None:
    """Count where the portal does, with a cache that keeps nothing unless told to."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "limits_of_this_test",
            "TIMEOUT": 0,
        }
    }
    call_command("createcachetable", verbosity=0)


def test_take_refuses_once_the_window_is_used_up() -> None:
    LIMIT.take("address:192.0.2.1")
    LIMIT.take("address:192.0.2.1")
    with pytest.raises(TooOftenError):
        LIMIT.take("address:192.0.2.1")


def test_take_counts_visitors_apart() -> None:
    LIMIT.take("address:192.0.2.1")
    LIMIT.take("address:192.0.2.1")
    LIMIT.take("address:192.0.2.2")


@pytest.mark.usefixtures("_counted_in_the_database")
def test_every_try_counts_until_its_own_window_is_over() -> None:
    LIMIT.take("address:192.0.2.1")
    LIMIT.take("address:192.0.2.1")
    with pytest.raises(TooOftenError):
        LIMIT.take("address:192.0.2.1")
