"""`python -m dlcourse.course.authoring.robust`: does each claim of the lectures hold on other machines and seeds?

A run is one lecture, or one solution, in a process of its own, under one family of OpenBLAS' kernels, a number of
threads and a seed. The table has a row for each source and a column for each setting; below it stands each claim that
failed, with file, line and values, and each printed line that differs from the first setting's.
"""

import argparse
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from dlcourse._files import replace
from dlcourse.course.authoring.proofs import run_source

FAMILIES = ("Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX")
OWN = "own"
OLDER = ("Nehalem", "Sandybridge")  # these have no extension that NumPy's own loops use beyond its baseline
TIMEOUT_S = 900
# Lines with a time, a rate of the machine or a temporary folder differ between any two runs.
UNITS = r"\b(s|ms|µs|us|ns|(micro|nano)?seconds?|times|GB/s|GFLOP/s|MB|elapsed|cores?)\b"
LIVE = re.compile(UNITS + "|/tmp|Reloading|faster|slower", re.IGNORECASE)


def beyond_baseline() -> str:
    """Return the extensions of this processor that NumPy has loops for, by this NumPy's names for them."""
    config = np.show_config(mode="dicts")
    return " ".join(config["SIMD Extensions"].get("found", []))


# What the tests set for themselves, and what chooses kernels
OF_TESTS = (
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "NPY_DISABLE_CPU_FEATURES",
    "JAX_ENABLE_X64",
    "KERAS_BACKEND",
    "XLA_FLAGS",
)


@dataclass(frozen=True)
class Setting:
    """A machine to emulate: a family of kernels, a number of threads, a seed."""

    kernels: str = OWN
    threads: int = 2
    seed: int = 0

    def __str__(self) -> str:
        seed = f" seed {self.seed}" if self.seed else ""
        return f"{self.kernels} ×{self.threads}{seed}"

    def environment(self) -> dict[str, str]:
        """Return the environment variables that make a process emulate it."""
        variables = {name: value for name, value in os.environ.items() if name not in OF_TESTS}
        variables |= {"OPENBLAS_NUM_THREADS": str(self.threads), "OMP_NUM_THREADS": str(self.threads)}
        variables |= {"JAX_PLATFORMS": "cpu"}
        if self.kernels != OWN:
            variables["OPENBLAS_CORETYPE"] = self.kernels
            variables["NPY_DISABLE_CPU_FEATURES"] = beyond_baseline() if self.kernels in OLDER else ""
        return variables


def run_in(
    setting: Setting, path: Path, timed: bool = False, timeout: float = TIMEOUT_S, with_pictures: bool = True
) -> dict:
    """Run one source in a process of its own and return plain data; a crash or a timeout is a failed claim."""
    command = [
        sys.executable,
        "-m",
        "dlcourse.course.authoring.robust",
        "--one",
        str(path),
        "--seeds",
        str(setting.seed),
    ]
    command += ["--timed"] if timed else []
    command += [] if with_pictures else ["--no-pictures"]
    try:
        done = subprocess.run(
            command, env=setting.environment(), capture_output=True, text=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired:
        return _broken(path, f"did not end within {timeout:.0f} s")
    if done.returncode:
        why = done.stderr.strip().splitlines() or [""]
        return _broken(path, f"ended with {done.returncode}: {why[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def _broken(path, why):
    return {"name": path.stem, "claims": 0, "failed": [f"{path.name}: {why}"], "printed": [], "seconds": 0.0}


def _run_matrix(
    paths: list[Path], settings: list[Setting], jobs: int, timed: bool
) -> Iterator[tuple[Setting, Path, dict]]:
    """Yield the setting, path and data of each run as it ends, with `jobs` runs at a time."""
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(run_in, setting, path, timed): (setting, path) for path in paths for setting in settings}
        try:
            for done in concurrent.futures.as_completed(waiting):
                yield *waiting[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def kernels_here(family: str) -> str:
    """Return the family that NumPy's OpenBLAS takes if asked for this one; "" if this processor cannot run it."""
    program = (
        "import numpy, threadpoolctl; a = numpy.ones((300, 300)); a @ a; a.astype('f') @ a.astype('f'); "
        "print(next((p.get('architecture') for p in threadpoolctl.threadpool_info() if p['user_api'] == 'blas'), ''))"
    )
    environment = Setting(family, 1).environment()
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def steady(printed: list[list[str]]) -> list[str]:
    """Return the printed lines without those that differ between any two runs."""
    return [line for lines in printed for line in lines if not LIVE.search(line)]


def differing(first: list[str], other: list[str]) -> list[str]:
    """Return the lines in which two runs differ, as `- first` and `+ other`."""
    if len(first) != len(other):
        return [f"- {len(first)} lines", f"+ {len(other)} lines"]
    return [text for a, b in zip(first, other, strict=True) if a != b for text in (f"- {a}", f"+ {b}")]


def _choose_sources(root: Path, wanted: list[str]) -> list[Path]:
    """Return the sources whose names begin with one of `wanted` ("07", "lectures/07"); all if none is named."""
    sources = [*sorted(root.glob("source/lectures/*.py")), *sorted(root.glob("source/exercises/*.py"))]
    if not wanted:
        return sources
    return [
        path
        for path in sources
        if any(f"{path.parent.name}/{path.stem}".startswith(w) or path.stem.startswith(w) for w in wanted)
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the matrix and print a table.

    The exit code is 0 if each claim holds everywhere, 1 if one fails, 2 for bad use, 130 if stopped.
    """
    parser = argparse.ArgumentParser(prog="python -m dlcourse.course.authoring.robust", description=__doc__)
    parser.add_argument("sources", nargs="*", help='which: "02", "lectures", "exercises/07" (default: all)')
    parser.add_argument("--kernels", default=",".join(FAMILIES), help="families of OpenBLAS, or own (default: all)")
    parser.add_argument("--threads", default="1,2", help="numbers of BLAS threads (default: 1,2)")
    parser.add_argument("--seeds", default="0", help="0 is the reader's; others draw other numbers (default: 0)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at a time (default: one a core)")
    parser.add_argument(
        "--timed", action="store_true", help="try claims about times, too: on a quiet machine, --jobs 1"
    )
    parser.add_argument("--json", type=Path, help="write all runs to this file, too")
    parser.add_argument("--prints", action="store_true", help="show printed lines that differ between settings")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the course folder (default: this one)")
    parser.add_argument("--list-kernels", action="store_true", help="print the families that this processor can run")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--no-pictures", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.list_kernels:
        print(*(family for family in FAMILIES if kernels_here(family) == family), sep="\n")
        return 0
    if options.one:
        print(json.dumps(run_source(options.one, int(options.seeds), options.timed, not options.no_pictures).as_data()))
        return 0
    paths = _choose_sources(options.root, options.sources)
    if not paths:
        parser.error(f"no source fits {options.sources}; expected 00 to 20, lectures or exercises")
    families = [family for family in options.kernels.split(",") if family]
    unknown = set(families) - {*FAMILIES, OWN}
    if unknown:
        parser.error(
            f"--kernels: expected some of {', '.join((OWN, *FAMILIES))}. Received: {', '.join(sorted(unknown))}"
        )
    settings = []
    for family in families:
        found = kernels_here(family) if family != OWN else OWN
        if found != family:
            print(
                f"left out: {family}: {f'OpenBLAS takes {found} for it' if found else 'this processor cannot run it'}"
            )
            continue
        settings += [
            Setting(family, int(threads), int(seed))
            for threads in options.threads.split(",")
            for seed in options.seeds.split(",")
        ]
    runs: dict[tuple[Path, Setting], dict] = {}
    total, stopped = len(paths) * len(settings), False
    try:
        with tqdm(total=total, unit="run", disable=not sys.stderr.isatty()) as bar:
            for setting, path, run in _run_matrix(paths, settings, options.jobs, options.timed):
                runs[path, setting] = run
                bar.update()
    except KeyboardInterrupt:  # hours of results are not thrown away
        stopped = True
        print(f"stopped: {len(runs)} of {total} runs", file=sys.stderr)
    print(table(paths, settings, runs))
    failures = report(paths, settings, runs, options.prints)
    if options.json:
        rows = [
            {"source": f"{path.parent.name}/{path.stem}", "kernels": s.kernels, "threads": s.threads, "seed": s.seed}
            | run
            for (path, s), run in runs.items()
        ]
        replace(options.json, json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    return 130 if stopped else 1 if failures else 0


def table(paths: list[Path], settings: list[Setting], runs: Mapping[tuple[Path, Setting], dict]) -> str:
    """Return a table, a row for each source and a column for each setting: ok, how many claims failed, – if not run."""
    head = ["source", "claims", *map(str, settings)]
    rows = [head]
    for path in paths:
        done = [runs.get((path, s)) for s in settings]
        cells = ["–" if run is None else f"{len(run['failed'])} fail" if run["failed"] else "ok" for run in done]
        claims = max((run["claims"] for run in done if run), default=0)
        rows.append([f"{path.parent.name}/{path.stem}", str(claims), *cells])
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def report(paths: list[Path], settings: list[Setting], runs: Mapping[tuple[Path, Setting], dict], prints: bool) -> int:
    """Print each claim that failed once, with the settings; with `prints`, differing lines; return how many failed."""
    failures: dict[str, list[str]] = {}
    for path in paths:
        for setting in settings:
            for text in runs.get((path, setting), {"failed": []})["failed"]:
                line, _, values = text.partition("\n")
                failures.setdefault(line, []).append(f"{setting}{':' if values else ''} {' '.join(values.split())}")
    for line, where in failures.items():
        print(f"\n{line}")
        for each in where:
            print(f"    {each[:300]}")
    if prints:
        for path in paths:
            if (path, settings[0]) not in runs:
                continue
            first = steady(runs[path, settings[0]]["printed"])
            for setting in (setting for setting in settings[1:] if (path, setting) in runs):
                lines = differing(first, steady(runs[path, setting]["printed"]))
                if lines and setting.seed == settings[0].seed:
                    print(f"\n{path.stem}: {settings[0]} and {setting} print")
                    print("\n".join(f"    {line[:200]}" for line in lines[:40]))
    return len(failures)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):  # also where a shell starts it in the background
        signal.signal(number, signal.default_int_handler)
    sys.exit(main())
