"""Each claim of a lecture holds, on this machine and on others, and readers meet no error on the way.

A lecture runs as *Run All* runs it, with its proofs, under the machine's own kernels; one whose experiments are easily
tipped once more as on an older processor: what it prints must be the same each time. For all families of kernels,
threads and seeds there is `make robust`. That the built notebooks are these sources is shown by the builder's
`--check`; that they run in a real kernel, by one of them here and one in the browser.
"""

import pytest
from kernels import each_of, outputs, run
from paths import ROOT

from dlcourse.course.authoring.robust import OWN, Setting, differing, run_in, steady

LECTURES = sorted(ROOT.glob("source/lectures/*.py"))
READER, OLDER = Setting(OWN, 1), Setting("Nehalem", 1)
FRAGILE = ("02", "08", "09", "11", "14", "17")  # ties, walks along an edge, deep stacks, networks that start alike
IN_A_KERNEL = ("06",)
_found: dict[str, dict] = {}


@pytest.fixture
def found(path):
    """The lecture run as its readers run it, with its proofs; kept for the tests of the same lecture."""
    if path.stem not in _found:
        _found[path.stem] = run_in(READER, path)
    return _found[path.stem]


def those(numbers):
    return [path for path in LECTURES if path.stem.startswith(numbers)]


@each_of(LECTURES)
def test_every_claim_holds_and_a_reader_sees_no_error_and_no_warning(found):
    assert found["failed"] == []
    assert found["warned"] == []
    assert found["claims"] > 0


@each_of(those(FRAGILE))
def test_on_an_older_processor_every_claim_holds_and_the_numbers_are_the_same(path, found):
    older = run_in(OLDER, path, with_pictures=False)  # they were drawn once, and nothing of them is compared
    assert older["failed"] == []
    assert differing(steady(found["printed"]), steady(older["printed"])) == []


@each_of(those(IN_A_KERNEL))
def test_a_built_lecture_runs_in_a_kernel_of_its_own_to_its_end(path):
    ran = run(ROOT / "lectures" / f"{path.stem}.ipynb")
    assert [error.evalue for error in outputs(ran, "error")] == []
    assert [stream.text for stream in outputs(ran, "stream") if stream.name == "stderr"] == []
    assert all(cell.execution_count for cell in ran.cells if cell.cell_type == "code" and cell.source)
