"""From source to notebooks: a mistake is an error with file and line, and a build never overwrites work."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from paths import ROOT

from dlcourse.checks.catalogue import NAMES
from dlcourse.course.authoring.__main__ import main
from dlcourse.course.authoring.build import EditedExerciseError, build
from dlcourse.course.authoring.notebook import to_notebook
from dlcourse.course.authoring.source import Cell, SourceError, read_source

EXERCISE = '''\
# %% [markdown]
r"""
# An exercise
"""

# %% given="setup"
from dlcourse.checks import check

# %% solution="relu_backward"
def relu_backward(da, z):
    """∂L/∂z."""
    ### BEGIN SOLUTION
    gate = z > 0
    return da * gate
    ### END SOLUTION

# %% check="relu_backward" points=1
check("relu_backward", relu_backward)
'''

REGION = EXERCISE[EXERCISE.index("    ### BEGIN") : EXERCISE.index("\n# %% check")]

LECTURE = '''\
# %% [markdown]
r"""
# A lecture
"""

# %%
print("for all")

# %% prediction [markdown]
r"""
What is `1 + 1`, if 1 < 2?

[ ] 1 & a bit
    That would be a *half* sum.
[x] 2
    As $1 + 1 = 2$.

    A second paragraph.
"""

# %% proof
two = 1 + 1
assert two == 2

# %% proof this_run=true
assert two < 3

# %%
print("for all")
'''

MISTAKES = {
    "a typo in an option": ('# %% solution="', '# %% solutoin="', 9, "unknown option 'solutoin'"),
    "an option of lectures": ('# %% given="setup"', "# %% this_run=true", 6, "unknown option 'this_run'"),
    "a kind of lectures": ('# %% given="setup"', "# %% proof", 6, "a proof stands in a lecture, not in an exercise"),
    "no blank in a marker": ('# %% given="setup"', '#%% given="setup"', 6, "cannot read the marker"),
    "a title in a marker": ('# %% given="setup"', "# %% Setup", 6, "cannot read the marker"),
    "no quotes": ('given="setup"', "given=setup", 6, "cannot read the marker"),
    "no marker on the first line": ("# %% [markdown]\n", "\n# %% [markdown]\n", 1, "expected a cell marker"),
    "prose in a plain string": ('r"""\n#', '"""\n#', 2, 'prose: expected r"""'),
    "prose in comments": ('r"""\n# An exercise\n"""', "# An exercise", 2, 'prose: expected r"""'),
    "prose on the line of its quotes": ('r"""\n#', 'r"""#', 2, 'prose: expected r"""'),
    "a name that is none": ('given="setup"', 'given="Set up"', 6, "expected a name like"),
    "two kinds at once": ('given="setup"', 'given="setup" solution="setup"', 6, "one of solution, check"),
    "a question twice": (
        "# %% check",
        '# %% solution="relu_backward"\n# %% check',
        17,
        "solution='relu_backward' was used before, on line 9",
    ),
    "a check twice": (
        "# %% given",
        '# %% check="relu_backward" points=1\n# %% given',
        18,
        "check='relu_backward' was used before, on line 6",
    ),
    "a check of nothing": (
        "# %% check",
        '# %% check="dense_backward" points=3\n# %% check',
        17,
        "check='dense_backward' has no cell solution='dense_backward'",
    ),
    "a solution unchecked": ('# %% check="relu_backward" points=1\n', "# %%\n", 9, "has no cell check='relu_backward'"),
    "no points": (" points=1", "", 17, "points go together"),
    "points of nothing": ('given="setup"', 'given="setup" points=1', 6, "points go together"),
    "other points": ("points=1", "points=2", 17, "points: the question gives 1"),
    "points in quotes": ("points=1", 'points="1"', 17, "points: the question gives 1"),
    "an unknown question": ("relu_backward", "relu_backwards", 17, "did you mean 'relu_backward'?"),
    "a region misspelt": ("### BEGIN SOLUTION", "### BEGIN SOLUTOIN", 12, "expected '### BEGIN SOLUTION'. Received"),
    "a region in small letters": ("### BEGIN SOLUTION", "### begin solution", 12, "expected '### BEGIN SOLUTION'"),
    "two hashes": ("### END SOLUTION", "## END SOLUTION", 15, "expected '### END SOLUTION'"),
    "a hidden test": ("### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS", 12, "expected '### BEGIN SOLUTION'"),
    "an end without a beginning": ("    ### BEGIN SOLUTION\n", "", 14, "expected '### BEGIN SOLUTION'"),
    "a region not closed": ("    ### END SOLUTION\n", "", 9, "begins and does not end"),
    "a region within a region": ("    gate", "    ### BEGIN SOLUTION\n    gate", 13, "expected '### END SOLUTION'"),
    "a region in a given cell": (
        "from dlcourse",
        "### BEGIN SOLUTION\nfrom dlcourse",
        7,
        "stands in a cell that is not marked",
    ),
    "a region in a check": ('check("', '### BEGIN HIDDEN TESTS\ncheck("', 18, "stands in a cell that is not marked"),
    "code before a region": ("    ### BEGIN SOLUTION\n", "    gate = 1\n    ### BEGIN SOLUTION\n", 12, "outside"),
    "code after a region": ("    ### END SOLUTION\n", "    ### END SOLUTION\n    return 1\n", 16, "outside"),
    "code after blank lines": (
        'solution="relu_backward"\ndef relu_backward(da, z):\n',
        'solution="relu_backward"\n\n\ndef relu_backward(da, z):\n    gate = z > 0\n',
        13,
        "outside",
    ),
    "code beside the function": ("def relu", "gate = 1\ndef relu", 10, "outside"),
    "no region": (REGION, "    return da * (z > 0)\n", 9, "a solution cell without a region"),
    "no region in an empty answer": (REGION, "    pass\n", 9, "a solution cell without a region"),
    "not Python": ("gate = z > 0", "gate = z >", 13, "not Python: invalid syntax"),
}  # fmt: skip


@pytest.fixture
def course(tmp_path):
    """A course folder with one exercise and one lecture, not yet built."""
    for name, text in (("exercises/07_x.py", EXERCISE), ("lectures/07_x.py", LECTURE)):
        path = tmp_path / "source" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def files(folder):
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(course, change):
    """Change the student's notebook as JupyterLab would: read, change, save."""
    path = course / "exercises" / "07_x" / "07_x.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    return path


# A mistake is an error with file and line


@pytest.mark.parametrize(("old", "new", "line", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_file_and_line_and_nothing_is_written(course, old, new, line, message):
    path = course / "source" / "exercises" / "07_x.py"
    rewrite(path, old, new)
    before = files(course)
    with pytest.raises(SourceError) as caught:
        build(course)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)
    assert files(course) == before


LECTURE_MISTAKES = {
    "a typo in an option": ("this_run=true", "thisrun=1", 25, r"'thisrun'; expected one of \['this_run', 'timed'\]"),
    "an option in the wrong place": ("# %% proof this_run", "# %% this_run", 25, "this_run: stands with a proof"),
    "a proof that proves nothing": ("assert two < 3", "two < 3", 25, "a proof without an assert proves nothing"),
    "no right option": ("[x] 2", "[ ] 2", 9, r"ticks one of them: \[x\]"),
    "two right options": ("[ ] 1", "[x] 1", 9, r"ticks one of them: \[x\]"),
    "an option without a reason": ("    That would be a *half* sum.\n", "", 9, r"is said of it: \['1 & a bit'\]"),
    "a reason without blanks": ("    As", "As", 16, "or four blanks: 'As"),
    "no question": ("What is `1 + 1`, if 1 < 2?", "", 9, "expected a question"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "message"), LECTURE_MISTAKES.values(), ids=LECTURE_MISTAKES)
def test_a_mistake_in_a_lecture_names_file_and_line(course, old, new, line, message):
    path = course / "source" / "lectures" / "07_x.py"
    rewrite(path, old, new)
    with pytest.raises(SourceError, match=rf"07_x\.py:{line}: .*{message}"):
        build(course)


def test_readers_see_predictions_that_unfold_and_no_proofs(course):
    build(course)
    cells = nbformat.read(course / "lectures" / "07_x.ipynb", as_version=4).cells
    assert [cell.cell_type for cell in cells] == ["markdown", "code", "markdown", "code"]
    assert not any("two" in cell.source for cell in cells)
    assert cells[2].source == (
        "**Predict first.** What is `1 + 1`, if 1 < 2?\n\n"
        "<details><summary>1 &amp; a bit</summary>\n\n✗ **No.** That would be a *half* sum.\n\n</details>\n\n"
        "<details><summary>2</summary>\n\n✓ **Yes.** As $1 + 1 = 2$.\n\nA second paragraph.\n\n</details>"
    )


def test_exercise_and_lecture_without_a_mistake_are_built(course):
    assert build(course) == [
        Path("lectures/07_x.ipynb"),
        Path("solutions/07_x/07_x.ipynb"),
        Path("exercises/07_x/07_x.ipynb"),
        Path("exercises/.built.json"),
    ]
    released = nbformat.read(course / "exercises" / "07_x" / "07_x.ipynb", as_version=4)
    assert released.cells[2].source == (
        'def relu_backward(da, z):\n    """∂L/∂z."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )


# The same each time


def test_building_again_changes_nothing(course):
    build(course)
    first = files(course)
    assert build(course) == []
    assert files(course) == first


def test_two_course_folders_build_the_same_bytes(course, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(course / "source", other / "source")
    build(course)
    build(other)
    assert files(course) == files(other)


def test_ids_stay_when_a_cell_is_inserted_before():
    cells = [Cell("markdown", "prose", 1), Cell("code", "a = 1", 2), Cell("code", "b = 1", 3, {"given": "setup"})]
    before = [cell.id for cell in to_notebook(cells).cells]
    after = [cell.id for cell in to_notebook([Cell("code", "new = 1", 1), *cells]).cells]
    assert after[1:] == before


def test_equal_cells_have_ids_of_their_own():
    ids = [cell.id for cell in to_notebook([Cell("code", "a = 1", line) for line in (1, 2, 3)]).cells]
    assert ids == [ids[0], f"{ids[0]}-2", f"{ids[0]}-3"]


def test_each_section_of_prose_is_a_cell_and_what_a_program_shows_is_none():
    text = "Before.\n\n## One\n\n```\n## no heading\n```\n\n### Part\n\n\n## Two\n\nText."
    built = to_notebook([Cell("markdown", text, 1), Cell("markdown", "## One\n\nAlone.", 9)]).cells
    assert [cell.source for cell in built] == [
        "Before.",
        "## One\n\n```\n## no heading\n```\n\n### Part",
        "## Two\n\nText.",
        "## One\n\nAlone.",
    ]
    assert len({cell.id for cell in built}) == 4


@pytest.mark.parametrize("path", sorted(ROOT.glob("lectures/*.ipynb")), ids=lambda path: path.stem)
def test_shift_and_enter_passes_over_no_section_of_a_lecture(path):
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    plain = [re.sub(r"```.*?```", "", text, flags=re.DOTALL) for text in cells]
    assert [text for text in plain if len(re.findall(r"^## ", text, re.MULTILINE)) > 1] == []


def test_answers_and_checks_are_named_after_their_question_and_known_to_nbgrader(course):
    build(course)
    cells = nbformat.read(course / "solutions" / "07_x" / "07_x.ipynb", as_version=4).cells
    assert [cell.id for cell in cells[1:]] == ["setup", "relu_backward", "check-relu_backward"]
    grading = [cell.metadata.nbgrader for cell in cells[1:]]
    assert [(g.grade, g.solution, g.locked) for g in grading] == [
        (False, False, True),
        (False, True, False),
        (True, False, True),
    ]
    assert grading[2].points == 1


def test_the_committed_notebooks_are_what_the_sources_build():
    assert build(ROOT, check=True) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("source/*/*.py")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_jupytext_reads_the_same_cells(path):
    theirs = jupytext.read(path, fmt="py:percent").cells
    kinds = {"prediction": "markdown", "proof": "code"}  # to jupytext both words are a cell's title
    assert [(kinds.get(cell.kind, cell.kind), cell.source) for cell in read_source(path)] == [
        (cell.cell_type, cell.source) for cell in theirs
    ]


# Kind to work


def answer(notebook):
    notebook.cells[2].source = "def relu_backward(da, z):\n    return da * (z > 0)"


def run(notebook):
    notebook.cells[3].outputs = [nbformat.v4.new_output("stream", text="0.0")]
    notebook.cells[3].execution_count = 4
    notebook.metadata.language_info.version = "3.13.0"


def links_of(path, heading):
    """The notebooks that the last cell with this heading links to."""
    last = [cell.source for cell in nbformat.read(path, as_version=4).cells if heading in cell.source][-1]
    return {(path.parent / link).resolve() for link in re.findall(r"\]\(([^)#]+)\)", last)}


@pytest.mark.parametrize(("name", "following"), list(zip(NAMES, [*NAMES[1:], None], strict=True)))
def test_a_lecture_ends_with_links_to_its_exercise_and_to_the_next_lecture(name, following):
    links = links_of(ROOT / "lectures" / f"{name}.ipynb", "## What to do next")
    assert ROOT / "exercises" / name / f"{name}.ipynb" in links
    assert not following or ROOT / "lectures" / f"{following}.ipynb" in links


@pytest.mark.parametrize(("name", "following"), list(zip(NAMES, [*NAMES[1:], None], strict=True)))
def test_an_exercise_ends_with_a_link_to_the_next_lecture(name, following):
    target = f"{following}.ipynb" if following else "README.md"
    links = links_of(ROOT / "exercises" / name / f"{name}.ipynb", "## Done?")
    assert ROOT / "lectures" / target in links


def test_a_solved_exercise_is_left_alone_while_its_source_is_the_same(course):
    build(course)
    path = edit(course, answer)
    before = path.read_bytes()
    rewrite(course / "source" / "lectures" / "07_x.py", "A second paragraph", "changed")
    assert build(course) == [Path("lectures/07_x.ipynb")]
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", [lambda path: None, lambda path: path.write_text("{")], ids=["solved", "unreadable"])
def test_a_solved_exercise_with_a_changed_source_stops_the_build_before_it_writes(course, damage):
    build(course)
    damage(edit(course, answer))
    rewrite(course / "source" / "exercises" / "07_x.py", "An exercise", "A better exercise")
    rewrite(course / "source" / "lectures" / "07_x.py", "A second paragraph", "changed")
    before = files(course)
    with pytest.raises(EditedExerciseError, match=r"exercises/07_x/07_x.ipynb holds work that the build did not write"):
        build(course)
    assert files(course) == before


def test_an_exercise_that_was_only_run_is_built_again(course):
    build(course)
    path = edit(course, run)
    rewrite(course / "source" / "exercises" / "07_x.py", "An exercise", "A better exercise")
    assert Path("exercises/07_x/07_x.ipynb") in build(course)
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].source == "# A better exercise"
    assert notebook.cells[3].outputs == []


def test_a_students_other_files_stay(course):
    build(course)
    notes = course / "exercises" / "07_x" / "notes.txt"
    notes.write_text("mine")
    rewrite(course / "source" / "exercises" / "07_x.py", "An exercise", "A better exercise")
    build(course)
    assert notes.read_text() == "mine"


def test_a_missing_exercise_is_built_again(course):
    build(course)
    shutil.rmtree(course / "exercises" / "07_x")
    assert build(course) == [Path("exercises/07_x/07_x.ipynb")]


# What somebody wrote into what the build writes


def noted(path):
    """Write a note into a notebook, and change a cell, as a reader would in JupyterLab; returns the file's bytes."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += "\n\nnot clear to me"
    notebook.cells.append(nbformat.v4.new_markdown_cell("my note"))
    nbformat.write(notebook, path)
    return path.read_bytes()


def backups(course):
    """Every copy in backups/ with its bytes, its path without the folder of the time."""
    return {Path(*path.parts[1:]): data for path, data in files(course / "backups").items()}


PAGES = ["lectures/07_x.ipynb", "solutions/07_x/07_x.ipynb"]


@pytest.mark.parametrize("is_changed", [True, False], ids=["source changed", "source as it was"])
def test_notes_in_a_lecture_and_in_a_solution_are_kept_and_told(course, capsys, is_changed):
    build(course)
    new = {name: course.joinpath(name).read_bytes() for name in PAGES}
    if is_changed:
        rewrite(course / "source" / "lectures" / "07_x.py", "A second paragraph", "changed")
        rewrite(course / "source" / "exercises" / "07_x.py", "An exercise", "A better exercise")
    mine = {Path(name): noted(course / name) for name in PAGES}
    code, out, err = outcome(capsys, "--root", str(course))
    assert (code, err) == (0, "")
    assert backups(course) == mine
    told = re.findall(r"^kept, since somebody had written in it: (backups/[-_\d]+/(.*))$", out, flags=re.MULTILINE)
    assert [name for _, name in told] == PAGES
    assert [course.joinpath(path).read_bytes() for path, _ in told] == list(mine.values())
    for name in PAGES:
        assert b"my note" not in course.joinpath(name).read_bytes()
        assert (course.joinpath(name).read_bytes() == new[name]) is not is_changed
    assert build(course) == []


def test_the_second_backup_of_a_second_leaves_the_first(course):
    build(course)
    mine = []
    for _ in range(2):
        mine.append(noted(course / PAGES[0]))
        build(course)
    assert sorted(files(course / "backups").values()) == sorted(mine)


def test_notes_in_the_glossary_are_kept(course):
    course.joinpath("source", "glossary.md").write_text((ROOT / "source" / "glossary.md").read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "source" / "lectures", course / "source" / "lectures", dirs_exist_ok=True)
    build(course)
    page = course / "lectures" / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + "my own term\n", encoding="utf-8")
    mine = page.read_bytes()
    build(course)
    assert backups(course) == {Path("lectures/glossary.md"): mine}


@pytest.mark.parametrize("damage", [b"{", b"\xff\xfe", b"{}"])
def test_a_lecture_that_cannot_be_read_is_kept(course, damage):
    build(course)
    course.joinpath(PAGES[0]).write_bytes(damage)
    build(course)
    assert backups(course) == {Path(PAGES[0]): damage}


def test_what_was_only_run_or_built_before_is_written_over(course):
    build(course)
    for change in ("changed", "changed again"):
        path = course / PAGES[0]
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[1].update(execution_count=1, outputs=[nbformat.v4.new_output("stream", text="for all\n")])
        nbformat.write(notebook, path)
        rewrite(course / "source" / "lectures" / "07_x.py", "# A lecture", f"# A lecture, {change}: ")
        assert build(course) == [Path(PAGES[0])]
    assert not course.joinpath("backups").exists()


def test_what_git_has_is_written_over_and_what_was_written_since_is_kept(course):
    def git(*arguments):
        named = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", "-C", course, *named, *arguments], check=True, capture_output=True)

    build(course)
    git("init")
    git("add", "source", "lectures")
    git("commit", "--message", "built by somebody else")
    shutil.rmtree(course / "build")  # another clone: nothing was built there
    rewrite(course / "source" / "lectures" / "07_x.py", "A second paragraph", "changed")
    assert build(course) == [Path(PAGES[0])]
    shutil.rmtree(course / "build")
    git("commit", "--all", "--message", "built again")
    mine = noted(course / PAGES[0])
    rewrite(course / "source" / "lectures" / "07_x.py", "changed", "changed again")
    build(course)
    assert backups(course) == {Path(PAGES[0]): mine}


@pytest.mark.parametrize("record", ["exercises/.built.json", "build/written.json"])
def test_a_record_that_cannot_be_read_is_made_again(course, record):
    build(course)
    before = course.joinpath(record).read_bytes()
    course.joinpath(record).write_text("<<<<<<< HEAD\n{")
    build(course)
    assert json.loads(course.joinpath(record).read_bytes()) == json.loads(before)
    assert not course.joinpath("backups").exists()


# The command


def outcome(capsys, *arguments):
    """The exit code, standard output and standard error of `python -m dlcourse.course.authoring`."""
    code = main([*arguments])
    return (code, *capsys.readouterr())


def test_the_command_builds_and_then_has_nothing_to_do(course, capsys):
    code, out, err = outcome(capsys, "--root", str(course))
    assert (code, out.splitlines()[0], err) == (0, "built: lectures/07_x.ipynb", "")
    assert outcome(capsys, "--root", str(course)) == (0, "", "")
    assert outcome(capsys, "--root", str(course), "--check") == (0, "", "")


def test_a_check_names_what_differs_and_writes_nothing(course, capsys):
    build(course)
    rewrite(course / "source" / "lectures" / "07_x.py", "A second paragraph", "changed")
    edit(course, answer)
    course.joinpath("lectures", "08_gone.ipynb").write_text("{}")
    before = files(course)
    code, out, err = outcome(capsys, "--root", str(course), "--check")
    names = ["lectures/07_x.ipynb", "exercises/07_x/07_x.ipynb", "lectures/08_gone.ipynb"]
    assert (code, out.splitlines()) == (1, [f"differs from its source: {name}" for name in names])
    assert "make notebooks" in err
    assert files(course) == before


@pytest.mark.parametrize("check", [[], ["--check"]])
def test_a_mistake_in_a_source_is_one_line_and_exit_code_2(course, capsys, check):
    rewrite(course / "source" / "exercises" / "07_x.py", "BEGIN SOLUTION", "BEGIN SOLUTOIN")
    code, out, err = outcome(capsys, "--root", str(course), *check)
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_a_solved_exercise_is_one_line_and_exit_code_2(course, capsys):
    build(course)
    edit(course, answer)
    rewrite(course / "source" / "exercises" / "07_x.py", "An exercise", "A better exercise")
    code, _, err = outcome(capsys, "--root", str(course))
    assert (code, len(err.splitlines())) == (2, 1)


def test_outside_a_course_the_command_says_what_it_expects(tmp_path):
    command = [sys.executable, "-m", "dlcourse.course.authoring", "--check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "expected a course folder with source/ in it" in done.stderr


def test_the_record_of_what_was_built_is_json_by_exercise(course):
    build(course)
    record = json.loads((course / "exercises" / ".built.json").read_text())
    assert {name: set(digests) for name, digests in record.items()} == {"07_x": {"solution", "release"}}
