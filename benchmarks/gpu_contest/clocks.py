"""How long work on a card takes, and contestants that take turns."""

import statistics
import time

import cupy
import torch

MICRO = 1e6


def synchronize():
    """Wait for all work on the card."""
    torch.cuda.synchronize()
    cupy.cuda.Device().synchronize()


def seconds(call):
    """How long a call takes, with all the work that it starts on the card."""
    synchronize()
    start = time.perf_counter()
    call()
    synchronize()
    return time.perf_counter() - start


def seconds_on_card(call, calls=10):
    """How long the card itself works on a call, by its own events, the mean of some calls in a row."""
    start, end = cupy.cuda.Event(), cupy.cuda.Event()
    start.record()
    for _ in range(calls):
        call()
    end.record()
    end.synchronize()
    return cupy.cuda.get_elapsed_time(start, end) / 1000 / calls


def take_turns(contestants, rounds, clock, per=1):
    """{name: {median, low, high}} in microseconds, after a first turn that is not counted."""
    times = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, call in contestants.items():
            passed = clock(call) / per * MICRO
            if turn:
                times[name].append(passed)
    return {
        name: {"median": statistics.median(each), "low": min(each), "high": max(each)} for name, each in times.items()
    }
