"""Each claim of a lecture holds, on this machine and on others, and readers meet no error on the way.

A lecture runs as its reader runs it; then its proofs run under the machine's own kernels with one BLAS thread, and for
lectures that train networks once more as on an older processor: what they print must be the same each time. For all
families of kernels, threads and seeds there is `make robust`.
"""

import pytest
from kernels import outputs, printed, run
from paths import ROOT

from dlcourse.authoring.robust import OWN, Setting, differing, run_in, steady

LECTURES = sorted(ROOT.glob("source/lectures/*.py"))
OLDER = Setting("Nehalem", 1)
TRAINS = ("02", "08", "09", "10", "11", "12", "13", "14", "16", "17")
OF_THE_MACHINE = ("20",)  # whose numbers are measured

each_lecture = pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
_ran = {}


@pytest.fixture
def ran(path):
    """The lecture after *Run All*; kept for the tests of the same lecture."""
    if path not in _ran:
        _ran[path] = run(ROOT / "lectures" / f"{path.stem}.ipynb")
    return _ran[path]


@each_lecture
def test_a_lecture_runs_to_its_end_without_an_error_or_a_warning(ran):
    assert [error.evalue for error in outputs(ran, "error")] == []
    assert [stream.text for stream in outputs(ran, "stream") if stream.name == "stderr"] == []
    assert all(cell.execution_count for cell in ran.cells if cell.cell_type == "code" and cell.source)


@each_lecture
def test_every_claim_holds_and_the_numbers_are_those_that_readers_see(path, ran):
    found = run_in(Setting(OWN, 1), path)
    assert found["failed"] == []
    assert found["claims"] > 0
    if not path.stem.startswith(OF_THE_MACHINE):
        assert differing(steady(printed(ran)), steady(found["printed"])) == []


@pytest.mark.parametrize(
    "path", [path for path in LECTURES if path.stem.startswith(TRAINS)], ids=lambda path: path.stem
)
def test_every_claim_of_a_training_holds_on_an_older_processor(path, ran):
    found = run_in(OLDER, path)
    assert found["failed"] == []
    assert differing(steady(printed(ran)), steady(found["printed"])) == []
