"""On what was measured: processor, cores, versions, the BLAS kernels, and what was taken out of the environment."""

import datetime
import json
import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from race.process import FORCED_KERNELS, environment

DISTRIBUTIONS = ("numpy", "numba", "torch", "jax", "keras", "scikit-learn", "micrograd")
POOLS = "import json, numpy, threadpoolctl; print(json.dumps(threadpoolctl.threadpool_info()))"


def cores():
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def processor():
    """The processor's name."""
    if Path("/proc/cpuinfo").exists():
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def version(distribution):
    """Its version, or None where it is not installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def blas():
    """What NumPy multiplies matrices with: "openblas 0.3.31, kernels SkylakeX", or "unknown"."""
    command = [sys.executable, "-c", POOLS]
    done = subprocess.run(command, env=environment(cores()), capture_output=True, text=True, check=False)
    pools = json.loads(done.stdout) if done.returncode == 0 else []
    named = [f"{pool['internal_api']} {pool['version']}, kernels {pool.get('architecture', '?')}" for pool in pools]
    return named[0] if named else "unknown"


def description():
    """All of it, as a dict."""
    return {
        "date": datetime.date.today().isoformat(),
        "processor": processor(),
        "cores": cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else [],
        "blas": blas(),
        "removed": {name: os.environ[name] for name in FORCED_KERNELS if name in os.environ},
        "python": platform.python_version(),
        "versions": {name: version(name) for name in DISTRIBUTIONS},
    }


def in_words(machine):
    """The lines that stand above every table."""
    versions = [f"{name} {number}" for name, number in machine["versions"].items() if number]
    missing = [name for name, number in machine["versions"].items() if not number]
    removed = [f"{name}={value}" for name, value in machine["removed"].items()]
    lines = [
        f"{machine['processor']}, {machine['cores']} cores, {machine['system']}, {machine['date']}.",
        f"Python {machine['python']}, {', '.join(versions)}; BLAS of NumPy: {machine['blas']}.",
        f"{' and '.join(FORCED_KERNELS)} "
        + (f"taken out of the environment: {', '.join(removed)}." if removed else "were not set."),
    ]
    if missing:
        lines.append(f"Not installed, and left out: {', '.join(missing)}.")
    return lines
