"""Run a notebook in a kernel of its own, as *Run All* does, with the BLAS threads that a reader's kernel has."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

QUIET = ["--HistoryManager.hist_file=:memory:", "--log-level=ERROR"]
TIMEOUT_S = 600  # for a cell, on a machine that does other things beside
OURS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "JAX_ENABLE_X64", "XLA_FLAGS")  # what tests set, and readers do not


def each_of(paths):
    """A test of each of these files, by its name."""
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


def run(path: Path) -> nbformat.NotebookNode:
    """The notebook at `path` after all its cells were run, in its own folder; errors stay in the outputs."""
    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(
        notebook, timeout=TIMEOUT_S, allow_errors=True, resources=where, extra_arguments=QUIET, kernel_name="python3"
    )
    client.execute(env={name: value for name, value in os.environ.items() if name not in OURS})
    return notebook


def outputs(notebook, kind):
    """All outputs of a kind: "stream", "error", "display_data"."""
    return [output for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == kind]
