"""What students get holds no solution, and is what nbgrader itself makes."""

import nbformat
import pytest
from course_copy import EXERCISE, ROOT, cell_of, copy_course, exercise_of, run, solution_of

from dlcourse.course.authoring.release import ReleaseError, find_leaks, generate_release

SOLUTIONS = sorted(ROOT.glob("solutions/*/*.ipynb"))


def changed(text, change):
    """A notebook's text after a change of the notebook."""
    notebook = nbformat.reads(text, as_version=4)
    change(notebook)
    return nbformat.writes(notebook)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_no_release_holds_a_solution(path):
    release = ROOT.joinpath("exercises", path.stem, path.name).read_text(encoding="utf-8")
    assert find_leaks(path.read_text(encoding="utf-8"), release) == []
    assert release.count("raise NotImplementedError()\\n") + release.count('raise NotImplementedError()"') > 0


def test_a_solution_is_found_in_a_release_that_holds_it():
    text = solution_of(ROOT).read_text(encoding="utf-8")
    leaks = find_leaks(text, text)
    assert {"### BEGIN SOLUTION", "### END SOLUTION", "gate = z > 0", "return da * gate"} <= set(leaks)


def test_a_single_planted_line_is_found():
    def plant(notebook):
        notebook.cells[0].source += "\n\n    dW = x.T @ dz"

    release = changed(exercise_of(ROOT).read_text(encoding="utf-8"), plant)
    assert find_leaks(solution_of(ROOT).read_text(encoding="utf-8"), release) == ["dW = x.T @ dz"]


@pytest.mark.parametrize(
    "marker", ["### BEGIN HIDDEN TEST", "### BEGIN SOLUTION", "# end hidden tests", "### BEGIN MARK"]
)
def test_a_marker_that_nbgrader_leaves_in_stops_the_release(marker):
    def mistype(notebook):
        cell_of(notebook, "setup").source += f"\n{marker}\nsecret = 1"

    text = changed(solution_of(ROOT).read_text(encoding="utf-8"), mistype)
    with pytest.raises(ReleaseError, match=rf"^exercises/{EXERCISE}: "):
        generate_release(EXERCISE, text)


def test_a_notebook_that_nbgrader_cannot_release_is_an_error_with_its_reason():
    def copy_a_cell(notebook):
        notebook.cells.append(nbformat.from_dict(cell_of(notebook, "setup") | {"id": "copy"}))

    text = changed(solution_of(ROOT).read_text(encoding="utf-8"), copy_a_cell)
    with pytest.raises(ReleaseError, match="nbgrader could not make the release"):
        generate_release(EXERCISE, text)


def test_nbgraders_own_command_makes_the_committed_exercises(tmp_path):
    copy_course(tmp_path, *(path.name for path in ROOT.glob("solutions/*")))
    arguments = ["generate_assignment", "--assignment=*", "--no-db", "--CourseDirectory.release_directory=made"]
    done = run("nbgrader", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = {path.relative_to(tmp_path / "made"): path.read_bytes() for path in tmp_path.glob("made/*/*")}
    assert made == {
        path.relative_to(ROOT / "exercises"): path.read_bytes() for path in ROOT.glob("exercises/*/*.ipynb")
    }
