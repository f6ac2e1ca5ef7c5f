"""How long each explorer takes to redraw when its first control moves: processor time, picture included.

python benchmarks/explorers.py [--json]
"""

import argparse
import contextlib
import importlib
import inspect
import io
import json
import pkgutil
import statistics
import time

import ipywidgets
import numpy as np

import dlcourse.widgets
from dlcourse import Dense, ReLU, Sequential, Softmax, load_digits

MOVES = 12


def explorers():
    """Every explorer of every lecture, by name."""
    for module in pkgutil.iter_modules(dlcourse.widgets.__path__):
        found = importlib.import_module(f"dlcourse.widgets.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            if name.endswith("_explorer") and function.__module__ == found.__name__:
                yield name, with_data(function)


def with_data(function):
    """The explorer, given data like those of its lecture where it wants some."""
    parameters = list(inspect.signature(function).parameters)
    if parameters == ["x", "y"]:
        rng = np.random.default_rng(0)
        x = rng.normal(size=(12, 2))
        return lambda: function(x, (x.sum(axis=1) > 0).astype(int))
    if parameters == ["networks", "images"]:
        rng = np.random.default_rng(0)
        pixels, _ = load_digits()
        networks = {"plain": Sequential([Dense(64, 50, rng), ReLU(), Dense(50, 10, rng), Softmax()]).predict}
        return lambda: function(networks, {"the first": pixels[0].reshape(8, 8)})
    return function


def first_control(widget):
    """The first control below a widget that holds a value."""
    if (
        isinstance(widget, ipywidgets.ValueWidget)
        and hasattr(widget, "value")
        and not isinstance(widget, ipywidgets.HTML)
    ):
        return widget
    for child in getattr(widget, "children", ()):
        control = first_control(child)
        if control is not None:
            return control
    return None


def values_of(control):
    """Some values for a control to take, none of them its present one."""
    if hasattr(control, "options"):
        options = [option[1] if isinstance(option, tuple) else option for option in control.options]
        return [options[(control.index + i) % len(options)] for i in range(1, MOVES + 1)]
    low, high = control.min, control.max
    steps = round((high - low) / control.step)
    return [type(low)(low + control.step * (1 + i * max(steps // MOVES, 1) % steps)) for i in range(MOVES)]


def redraw_milliseconds(make):
    """The processor time of each redraw."""
    with contextlib.redirect_stdout(io.StringIO()):
        widget = make()
        control = first_control(widget)
        if not hasattr(control, "options") and not hasattr(control, "min"):
            return []
        times = []
        for value in values_of(control):
            before = control.value
            start = time.process_time()
            control.value = value
            if control.value != before:
                times.append(1000 * (time.process_time() - start))
    return times


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    figures = {}
    for name, make in explorers():
        times = redraw_milliseconds(make)
        if times:
            figures[name] = {"median_ms": round(statistics.median(times), 1), "slowest_ms": round(max(times), 1)}
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, times in figures.items():
        print(f"{name:<28} median {times['median_ms']:6.1f} ms   slowest {times['slowest_ms']:6.1f} ms")


if __name__ == "__main__":
    main()
