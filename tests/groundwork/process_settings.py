"""The tests' settings for a process of its own, on the database the test names."""

import json
import os

from tests.settings import *  # noqa: F403 -- settings are names
from tests.settings import DATABASES

DATABASES["default"] |= json.loads(os.environ["WORKER_DATABASE"])
SCHEDULE = "tests.groundwork.process_settings.NOTHING_BY_THE_CLOCK"
NOTHING_BY_THE_CLOCK = ()
