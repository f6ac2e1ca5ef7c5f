"""What the first call of a compiled loop costs, in CPU seconds: `python benchmarks/first_call.py`.

Each in a new process: with an empty cache, where the call compiles, and again, where machine code is read from disk.
"""

import os
import subprocess
import sys
import tempfile

CALLS = {
    "import numba": "import numba",
    "train_by_hand": "train_by_hand(np.ones(9), x, y)",
    "train_by_hand, classify": "train_by_hand(np.ones(9), x, y, classify=True)",
    "Perceptron.fit": "Perceptron(2).fit(x, y)",
}
PROGRAM = """
import numpy as np, dlcourse
from time import process_time
{imports}
x, y = np.eye(2), np.array([0, 1])
start = process_time()
{call}
print(process_time() - start)
"""


def seconds(name, cache):
    """CPU seconds of the call in a process of its own, without its imports."""
    imports = "" if name == "import numba" else "from dlcourse.accel.numba import Perceptron, train_by_hand"
    program = PROGRAM.format(imports=imports, call=CALLS[name])
    environment = os.environ | {"NUMBA_CACHE_DIR": cache}
    done = subprocess.run([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def main():
    print(f"{'CPU seconds':<25}{'compiles':>10}{'from disk':>11}")
    for name in CALLS:
        with tempfile.TemporaryDirectory() as cache:
            compiles, from_disk = seconds(name, cache), seconds(name, cache)
        print(f"{name:<25}{compiles:>10.2f}{from_disk:>11.2f}")


if __name__ == "__main__":
    main()
