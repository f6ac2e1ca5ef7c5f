"""`dlcourse.accel.cupy` where there is no CuPy, and where there is no GPU: words that say what to do."""

import subprocess
import sys

import pytest

from dlcourse.extras import install_line

# A CuPy that finds no GPU, as far as the import of dlcourse.accel.cupy and `to_gpu` look at it.
WITHOUT_GPU = """
import sys, types
cupy = types.ModuleType("cupy")
cupy.ElementwiseKernel = cupy.RawModule = lambda *args, **settings: None
cupy.cuda = types.SimpleNamespace(runtime=types.SimpleNamespace(CUDARuntimeError=OSError))
def getDeviceCount():
    %s
cupy.cuda.runtime.getDeviceCount = getDeviceCount
sys.modules["cupy"] = cupy
from dlcourse.accel.cupy import to_gpu
to_gpu(None)
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "import sys; sys.modules['cupy'] = None; import dlcourse.accel.cupy",
            f"ImportError: dlcourse.accel.cupy: expected CuPy: run `{install_line('cupy')}` for CUDA 12, or install "
            "cupy-cuda13x for CUDA 13. Received: ",
        ),
        (
            WITHOUT_GPU % "raise OSError('cudaErrorInsufficientDriver')",
            "RuntimeError: to_gpu: expected a GPU by NVIDIA with its driver. Received: cudaErrorInsufficientDriver",
        ),
        (
            WITHOUT_GPU % "return 0",
            "RuntimeError: to_gpu: expected a GPU by NVIDIA with its driver. Received: no device",
        ),
    ],
    ids=["no CuPy", "no driver", "no GPU"],
)
def test_what_is_missing_is_told(code, expected):
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith(expected)
