"""The process of one contender: it answers questions on its standard input, one line of JSON each.

python -m race.worker MODULE CLASS THREADS

What a contender's class offers: `__init__(task)` sets everything up, `round()` does the work that is timed (and may
return the seconds itself), `units` says by how many to divide (visits, bytes; 1 unless said), `outcome()` returns
a number that shows what it did, or a dict of them.
"""

import contextlib
import importlib
import json
import os
import sys
import time

with contextlib.suppress(ImportError):
    import resource  # there is none on Windows


class Server:
    """The contender and what may be asked of it."""

    def __init__(self, module, name):
        self.make = getattr(importlib.import_module(module), name)
        self.contender = None

    def set_up(self, task):
        """Make the contender; returns its units and the thread pools that it brought along."""
        self.contender = self.make(task)
        return {"units": getattr(self.contender, "units", 1), "pools": pools()}

    def round(self):
        """The seconds of one round."""
        start = time.perf_counter()
        own = self.contender.round()
        return time.perf_counter() - start if own is None else own

    def outcome(self):
        """What the contender says of its result."""
        return self.contender.outcome()

    def memory(self):
        """Peak resident memory so far, in bytes."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def pools():
    """The BLAS and OpenMP libraries loaded here, with their kernels and threads: ["openblas SkylakeX 2", …]."""
    from threadpoolctl import threadpool_info

    return [
        f"{pool['internal_api']} {pool.get('architecture', '')} {pool['num_threads']}" for pool in threadpool_info()
    ]


def keep_to_cores(number):
    """Let this process run on so many cores only: thread pools that look for no variable see those alone."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-number:])


def main():
    """Serve until the input ends."""
    module, name, threads = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    keep_to_cores(int(threads))
    server = None
    for line in sys.stdin:
        question, arguments = json.loads(line)
        try:
            server = server or Server(module, name)
            answer = {"answer": getattr(server, question)(*arguments)}
        except Exception as error:  # told to the one who asked; the other contenders go on
            missing = error.name if isinstance(error, ModuleNotFoundError) else None  # a name to install
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0], "missing": missing}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
