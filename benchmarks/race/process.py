"""A contender's process, and how to ask it something."""

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1]
FORCED_KERNELS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # OpenBLAS is to choose its kernels for this processor
THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


class ContenderError(Exception):
    """A contender cannot take part; the text says why."""


@dataclass(frozen=True)
class Entry:
    """A contender: what it is called, the module in `race` and the class there, and how to get what it needs."""

    name: str
    module: str
    make: str
    install: str = "pip install -c constraints.txt -e '.[bench]'"


def environment(threads):
    """This process's variables, without those that force kernels, and with so many threads for each library."""
    variables = {name: value for name, value in os.environ.items() if name not in FORCED_KERNELS}
    path = [str(FOLDER), str(FOLDER.parent), os.environ.get("PYTHONPATH", "")]
    python_path = os.pathsep.join(part for part in path if part)
    return variables | dict.fromkeys(THREAD_COUNTS, str(threads)) | {"PYTHONPATH": python_path}


class Process:
    """One contender's process with so many threads."""

    def __init__(self, entry, threads):
        self.entry, self.threads = entry, threads
        self.process = subprocess.Popen(
            [sys.executable, "-m", "race.worker", f"race.{entry.module}", entry.make, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a contender's fault comes back as an answer
            text=True,
            env=environment(threads),
        )

    def send(self, question, *arguments):
        """Ask, without waiting for the answer."""
        with contextlib.suppress(BrokenPipeError):  # then there is no answer, as `receive` says
            self.process.stdin.write(json.dumps([question, arguments]) + "\n")
            self.process.stdin.flush()

    def receive(self):
        """The answer to the question that was sent; raises ContenderError where there is none."""
        line = self.process.stdout.readline()
        if not line:
            raise ContenderError(f"its process ended with code {self.process.wait()}")
        answer = json.loads(line)
        if "answer" in answer:
            return answer["answer"]
        missing = answer["missing"]
        raise ContenderError(f"{missing} is not installed: {self.entry.install}" if missing else answer["error"])

    def ask(self, question, *arguments):
        """Ask, and wait for the answer."""
        self.send(question, *arguments)
        return self.receive()

    def close(self):
        """End the process."""
        self.process.kill()
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()
