"""What the worker does by the clock (`settings.SCHEDULE`). Times are Tallinn's."""

from datetime import time

from groundwork.schedule import DailyAt, Every, Periodic

SCHEDULE = (
    Periodic("deliver notices", "notifications.tasks.deliver_due", Every(minutes=1)),
    Periodic("end lost drawings", "planning.tasks.end_lost_drawings", Every(minutes=1)),
    Periodic(
        "drop old plan files", "planning.tasks.drop_old_files", DailyAt(time(3, 40))
    ),
    Periodic("tell of plans", "planning.tasks.tell", Every(minutes=15)),
    Periodic("remind of plans", "planning.tasks.remind", DailyAt(time(7, 0))),
    Periodic("tidy up", "groundwork.tasks.tidy_up", DailyAt(time(3, 20))),
)
