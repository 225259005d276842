"""Starts a command and tells what it took: a small process between two large ones.

    python starter.py COMMAND ARGUMENT…

Linux counts the memory of whoever starts a process into the process's own peak, so
whoever starts must be small. Prints the process's number, and when it has ended its
exit code, seconds, processor seconds and peak of resident memory in kB.
"""

import os
import sys
import time

start = time.perf_counter()
pid = os.posix_spawn(
    sys.argv[1],
    sys.argv[1:],
    os.environ,
    file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)],
    setpgroup=0,
)
sys.stdout.write(f"{pid}\n")
sys.stdout.flush()
_, status, usage = os.wait4(pid, 0)
seconds = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
sys.stdout.write(
    f"{code} {seconds} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss}\n"
)
