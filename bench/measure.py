"""measure.py RESULT LIMIT COMMAND...: writes to RESULT, as JSON, what a command cost: it and all it waited for.

A command that is not done after LIMIT seconds is killed, and the result says so.
"""

import json
import os
import signal
import sys
import time

result, limit, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
cut = False


def kill(*_):
    global cut
    cut = True
    os.kill(pid, signal.SIGKILL)


started = time.monotonic()
pid = os.posix_spawnp(command[0], command, os.environ)
signal.signal(signal.SIGALRM, kill)
signal.setitimer(signal.ITIMER_REAL, limit)
_, status, usage = os.wait4(pid, 0)
signal.setitimer(signal.ITIMER_REAL, 0)
# Linux gives the memory in KiB, macOS in bytes; it is that of the largest process.
unit = 1 if sys.platform == "darwin" else 1024
cost = {
    "seconds": time.monotonic() - started,
    "cpuSeconds": usage.ru_utime + usage.ru_stime,
    "megabytes": usage.ru_maxrss * unit / 1e6,
    "cut": cut,
}
with open(result, "w") as out:
    json.dump({"cost": cost, "code": os.waitstatus_to_exitcode(status)}, out)
