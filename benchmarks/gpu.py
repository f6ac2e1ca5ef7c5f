"""Training on a GPU: this library on CuPy against PyTorch on the same card; Adam against the memory; kernels, or not.

python benchmarks/gpu.py [--json] [--quick]

Rows and labels lie on the card before the clock starts. An epoch is a shuffled pass through the public `fit`; PyTorch's
is a loop of its own that shuffles and gathers on the card (no CUDA graph: beside CuPy its replay ends the process).
Contestants take turns; medians, smallest and largest time are given, the host waiting for the card at both ends. It
needs CuPy, PyTorch and a GPU.
"""

import argparse
import datetime
import faulthandler
import json
import platform
import subprocess
import sys

import torch  # isort: skip - before CuPy: each brings CUDA libraries of its own

import cupy
import numpy as np
from gpu_contest.kernels import ADAM_ON, adam_alone, kernels
from gpu_contest.training import race

import dlcourse

TEN_OF_64 = (64, *[64] * 9, 10)
TRAINING = [  # widths, batch, rows
    ((784, 128, 10), 32, 9_600),
    ((784, 128, 10), 128, 38_400),
    ((784, 128, 10), 1024, 61_440),
    (TEN_OF_64, 128, 38_400),
    ((784, 1024, 1024, 10), 128, 38_400),
    ((784, 1024, 1024, 10), 8192, 65_536),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to see that it runs")
    options = parser.parse_args()
    faulthandler.enable()
    rounds = 2 if options.quick else 7
    report = {"machine": machine(), "training": {}}
    for widths, batch, rows in TRAINING:
        name = f"{'ten of 64' if widths == TEN_OF_64 else '-'.join(map(str, widths))}, batch {batch}"
        print(name, file=sys.stderr, flush=True)
        rows = rows // 4 if options.quick else rows
        report["training"][name] = race(widths, batch, rows, rounds)
    report["adam"] = adam_alone(rounds)
    report["kernels"] = kernels(rounds)
    print(json.dumps(report, indent=1) if options.json else as_text(report))


def machine():
    """The card, its driver, and the versions of all that takes part."""
    card, driver = shown_by_nvidia()
    return {
        "date": datetime.date.today().isoformat(),
        "card": card,
        "driver": driver,
        "cuda of CuPy": cupy.cuda.runtime.runtimeGetVersion(),
        "cuda of PyTorch": torch.version.cuda,
        "cupy": cupy.__version__,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "dlcourse": dlcourse.__version__,
        "TF32 in PyTorch's products": torch.backends.cuda.matmul.allow_tf32,
    }


def shown_by_nvidia():
    """The card's name and its driver's version."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        shown = subprocess.run(query, capture_output=True, text=True, check=True).stdout
        name, driver = shown.splitlines()[0].split(",")
    except (OSError, subprocess.CalledProcessError, IndexError, ValueError):
        return torch.cuda.get_device_name(), "unknown"
    return name.strip(), driver.strip()


def as_text(report):
    """The report for people."""
    lines = [", ".join(f"{name} {value}" for name, value in report["machine"].items())]
    for name, part in report["training"].items():
        lines += ["", f"{name}: microseconds a step", *table(part["microseconds a step"])]
        for peer, each in part["ratios"].items():
            lines.append(f"  {peer}: " + ", ".join(f"{value:.2f} times the time {to}" for to, value in each.items()))
    adam = report["adam"]
    lines += [
        "",
        f"Adam on {ADAM_ON:,} parameters, {adam['GB/s']:.0f} GB/s: microseconds",
        *table(adam["microseconds"]),
    ]
    lines += [f"  {name}: {share:.0%} of the limit" for name, share in adam["share of the limit"].items()]
    for name, times in report["kernels"].items():
        lines += ["", f"{name}: microseconds a call", *table(times)]
    return "\n".join(lines)


def table(times):
    return [f"  {name:<28}{t['median']:10.1f}  ({t['low']:.1f} … {t['high']:.1f})" for name, t in times.items()]


if __name__ == "__main__":
    main()
