"""Contenders in turn: A B C A B C …, each in a process of its own, so that no thread pool disturbs another.

The threads of a pool may spin for a while after a call before they sleep, and how many there are is settled when their
library is loaded. A process of its own has the threads it was given, and takes no core while it waits.
"""

import time

from tqdm import tqdm

from race.process import ContenderError, Process

SETTLE = 0.05  # seconds before each round, in which the threads of the one before go to sleep


class Contest:
    """All entries at one task, once with each number of threads; `left_out` says why an entry could not go on."""

    def __init__(self, entries, threads, name, rounds):
        self.left_out = {}
        self.running = [Process(entry, number) for entry in entries for number in threads]
        self.bar = tqdm(total=len(self.running) * (rounds + 2), desc=name, unit="round", leave=False)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for process in self.running:
            process.close()
        self.bar.close()

    def answers(self, receive):
        """{process: what receive(process) returns} of all that go on; the others are left out from here on."""
        found = {}
        for process in list(self.running):
            try:
                found[process] = receive(process)
            except ContenderError as error:
                self.left_out[process.entry.name] = str(error)
                self.running.remove(process)
                process.close()
            self.bar.update()
        return found

    def set_up(self, task):
        """All at once, as nothing is timed yet."""
        for process in self.running:
            process.send("set_up", task | {"threads": process.threads})
        return self.answers(Process.receive)

    def round(self):
        """One after the other, each with the machine to itself."""

        def after_a_pause(process):
            time.sleep(SETTLE)
            return process.ask("round")

        return self.answers(after_a_pause)


def compete(entries, task, threads, rounds, name):
    """({entry: {threads: {"seconds", "outcome", "units", "pools"}}}, {entry: why it was left out}).

    Each sets up and does one round that does not count, with its compiling in it; then all do a round each in turn.
    """
    with Contest(entries, threads, name, rounds) as contest:
        set_up = contest.set_up(task)
        contest.round()
        times = [contest.round() for _ in range(rounds)]
        outcomes = contest.answers(lambda process: process.ask("outcome"))
        figures: dict = {}
        for process in contest.running:
            seconds = [round(one[process], 7) for one in times]
            one = {"seconds": seconds, "outcome": outcomes[process], **set_up[process]}
            figures.setdefault(process.entry.name, {})[str(process.threads)] = one
        return figures, contest.left_out
