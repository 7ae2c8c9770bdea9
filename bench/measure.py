"""measure.py RESULT LIMIT COMMAND...: writes to RESULT, as JSON, what a command cost: it and all that it started.

A command that is not done after LIMIT seconds is killed, and the result says so. What it has started and not waited
for, as the Pulumi CLI does not wait for its plugins, counts too on Linux, where its orphans come to this process; on
other systems, only what was waited for does.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time

result, limit, command = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
cut = False


def kill(*_):
    global cut
    cut = True
    os.kill(pid, signal.SIGKILL)


if sys.platform == "linux":
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

started = time.monotonic()
pid = os.posix_spawnp(command[0], command, os.environ)
signal.signal(signal.SIGALRM, kill)
signal.setitimer(signal.ITIMER_REAL, limit)
_, status = os.waitpid(pid, 0)
seconds = time.monotonic() - started
signal.setitimer(signal.ITIMER_REAL, 0)

# Whatever is left ends by itself, now that the command has; seconds after which what does not is left alone.
PATIENCE = 10
given_up = time.monotonic() + PATIENCE
while time.monotonic() < given_up:
    try:
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
            time.sleep(0.02)
    except ChildProcessError:
        break
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
# Linux gives the memory in KiB, macOS in bytes; it is that of the largest process.
unit = 1 if sys.platform == "darwin" else 1024
cost = {
    "seconds": seconds,
    "cpuSeconds": usage.ru_utime + usage.ru_stime,
    "megabytes": usage.ru_maxrss * unit / 1e6,
    "cut": cut,
}
with open(result, "w") as out:
    json.dump({"cost": cost, "code": os.waitstatus_to_exitcode(status)}, out)
