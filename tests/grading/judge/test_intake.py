"""A notebook that cannot be graded is refused with one line that says why and what to do."""

import json

import nbformat
import pytest
from course_copy import ROOT, exercise_of

from dlcourse.course.grading.judge import intake
from dlcourse.course.grading.judge.intake import IntakeError, read_notebook


def notebook(**changes):
    """The JSON of a small notebook."""
    cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "text"}]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content | changes).encode()


def kernel(**spec):
    return notebook(metadata={"kernelspec": {"display_name": "some kernel"} | spec})


def cell(**parts):
    return {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "text"} | parts


def test_a_cell_of_a_type_of_the_future_keeps_its_text(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_bytes(notebook(nbformat_minor=9, cells=[cell(cell_type="chart", series=[1, 2])]))
    found = read_notebook(path)
    assert [(one.cell_type, one.source) for one in found.cells] == [("raw", "text")]
    nbformat.validate(found)


REFUSED = {
    "a cell type that is no text": (notebook(nbformat_minor=9, cells=[cell(cell_type=1.5)]), "is not a valid notebook"),
    "empty": (b"", r"its JSON is broken \(line 1\): restore an earlier copy"),
    "cut off": (notebook()[:-5], r"its JSON is broken \(line 1\)"),
    "broken on line 3": (b'{"cells": [],\n "metadata": {},\n x}', r"its JSON is broken \(line 3\)"),
    "nested beyond reason": (b"[" * 100_000, "its JSON is broken"),
    "a number beyond reason": (b'{"nbformat": ' + b"4" * 10_000 + b"}", "its JSON is broken"),
    "not UTF-8": (notebook() + b"\xff", "is not UTF-8 text: open it in a text editor, and save"),
    "Latin-1": (notebook(cells=[cell(source="ü")]).replace(rb"\u00fc", b"\xfc"), "is not UTF-8 text"),
    "UTF-16, cut off": (notebook().decode().encode("utf-16")[:-3], "is not UTF-8 text"),
    "an archive": (b"PK\x03\x04\x14\x00\xff\xfe", r"holds an archive \(.zip\): expected the notebook itself"),
    "a web page": (b"\n<!DOCTYPE html><html></html>", "holds a web page: expected the notebook itself"),
    "a merge that was not finished": (b"<<<<<<< HEAD\n" + notebook(), "holds the conflict of a merge"),
    "a merge of other lines": (notebook().replace(b"}", b"}\n<<<<<<< HEAD\n", 1), r"broken \(line 2\)"),
    "Git LFS": (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "holds a pointer of Git LFS"),
    "a list": (b"[]", "has notebook format None, expected 4"),
    "a number": (b"4", "has notebook format None, expected 4"),
    "no notebook": (b"{}", "has notebook format None, expected 4"),
    "format 3 without cells": (notebook(nbformat=3), "has notebook format 3, expected 4: open and save it in Jupyter"),
    "a notebook to come": (notebook(nbformat=5), "has notebook format 5, expected 4"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is not a valid notebook"),
    "cells of another kind": (notebook(cells=[cell(cell_type="poem")]), "is not a valid notebook"),
    "cells that are none": (notebook(cells=[1, 2]), r"\(expected a list of cells. Received: 1\)"),
    "a cell that is null": (notebook(cells=[cell(), None]), r"\(expected a list of cells. Received: None\)"),
    "cells that are a number": (notebook(cells=1), r"\(expected a list of cells. Received: 1\)"),
    "cells that are null": (notebook(cells=None), r"\(expected a list of cells. Received: None\)"),
    "a text that is a number": (notebook(cells=[cell(source=3)]), "is not a valid notebook"),
    "no metadata": (notebook(metadata=None), "is not a valid notebook"),
    "an odd minor format": (notebook(nbformat_minor="five"), r"\(format 4.'five', expected 4.5\)"),
    "a format with a point": (notebook(nbformat=4.0), r"is not a valid notebook \(format 4.0.5, expected 4.5\)"),
    "a language that is nearly Python": (kernel(name="x", language="cpython-tools"), "has the kernel 'x'"),
    "R": (kernel(name="ir", language="R"), "has the kernel 'ir', expected python3: choose Kernel → Change Kernel"),
    "Julia without a language": (kernel(name="julia-1.10"), "has the kernel 'julia-1.10', expected python3"),
}  # fmt: skip

ACCEPTED = {
    "a small one": notebook(),
    "equal cell ids": notebook(cells=[cell(), cell()]),
    "no cell ids": notebook(cells=[{"cell_type": "markdown", "metadata": {}, "source": "text"}], nbformat_minor=4),
    "no kernel": notebook(metadata={}),
    "another name of Python": kernel(name="my-venv", language="python"),
    "Python without a language": kernel(name="python3"),
    "conda's Python without a language": kernel(name="conda-env-dl-py"),
    "a byte order mark": b"\xef\xbb\xbf" + notebook(),
    "UTF-16": notebook().decode().encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + notebook().decode().encode("utf-16-be"),
    "ids as VS Code has them": notebook(cells=[cell(id="#VSC-1f2e3d4c")]),
    "ids that are numbers": notebook(cells=[cell(id=3)]),
    "metadata of VS Code, Colab and Kaggle": notebook(
        metadata={"vscode": {"interpreter": None}, "colab": {"provenance": []}, "orig_nbformat": "4"},
        cells=[cell(metadata={"vscode": {"languageId": "python"}, "colab": 3, "execution": 1, "tags": "a", "name": 3})],
    ),
    "a kernel whose language is that of IPython": kernel(name="python3", language="ipython"),
    "a language with its version": kernel(name="mine", language="Python3.12"),
    "IPython noted as the language": notebook(metadata={"language_info": {"name": "ipython"}}),
    "a kernel that is no text": kernel(name=3, language=None),
    "pictures that are none": notebook(cells=[cell(attachments={"a.png": 3, "b.png": {"image/png": 3}})]),
    "code without outputs": notebook(cells=[cell(cell_type="code")]),
    "cell ids in format 4.2": notebook(nbformat_minor=2),
    "cell ids of another form in format 4.2": notebook(cells=[cell(id="a:1")], nbformat_minor=2),
    "no minor format": notebook(nbformat_minor=0).replace(b', "nbformat_minor": 0', b""),
    "no metadata": json.dumps({"cells": [cell()], "nbformat": 4, "nbformat_minor": 5}).encode(),
    "no metadata of a cell's": notebook(cells=[{"cell_type": "code", "source": "text"}]),
    "outputs of an older format": notebook(
        cells=[cell(cell_type="code", outputs=[{"output_type": "pyout"}], prompt_number=1)]
    ),
    "format 3": json.dumps(
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": ""},
            "worksheets": [{"metadata": {}, "cells": [{"cell_type": "code", "language": "python", "input": "text"}]}],
        }
    ).encode(),
}


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "07_x.ipynb"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_names_the_notebook_and_the_reason_on_one_line(write, content, reason):
    with pytest.raises(IntakeError, match=reason) as caught:
        read_notebook(write(content))
    assert str(caught.value).startswith("07_x.ipynb ")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_what_can_be_graded_is_a_valid_notebook_afterwards(write, content):
    accepted = read_notebook(write(content))
    nbformat.validate(accepted)
    assert {cell.source for cell in accepted.cells} == {"text"}


def test_what_a_grader_does_not_use_is_dropped_before_it_is_validated(write):
    """Each of these took nbformat's validation minutes at 13 MB."""
    much = [{}] * 3
    code = cell(cell_type="code", outputs=much, metadata={"mine": much, "nbgrader": {"grade_id": "a", "mine": much}})
    found = read_notebook(write(notebook(cells=[code], metadata={"mine": much, "kernelspec": {"name": "python3"}})))
    assert found.metadata == {"kernelspec": {"name": "python3", "display_name": ""}}
    assert (found.cells[0].metadata, found.cells[0].outputs) == ({"nbgrader": {"grade_id": "a"}}, [])


def test_an_exercise_of_the_course_is_accepted_as_it_is():
    assert read_notebook(exercise_of(ROOT)) == nbformat.read(exercise_of(ROOT), as_version=4)


def test_a_missing_notebook_is_refused_with_what_there_is(tmp_path):
    tmp_path.joinpath("07_x (copy).ipynb").touch()
    with pytest.raises(
        IntakeError, match=r"07_x.ipynb is missing \(found: 07_x \(copy\).ipynb\): the notebook must keep"
    ):
        read_notebook(tmp_path / "07_x.ipynb")


def test_a_missing_folder_is_a_missing_notebook(tmp_path):
    with pytest.raises(IntakeError, match=r"07_x.ipynb is missing: "):
        read_notebook(tmp_path / "gone" / "07_x.ipynb")


def test_a_folder_is_no_notebook(tmp_path):
    tmp_path.joinpath("07_x.ipynb").mkdir()
    with pytest.raises(IntakeError, match=r"07_x.ipynb is missing"):
        read_notebook(tmp_path / "07_x.ipynb")


def test_a_link_is_refused_even_to_a_good_notebook(tmp_path):
    tmp_path.joinpath("07_x.ipynb").symlink_to(exercise_of(ROOT))
    with pytest.raises(IntakeError, match=r"07_x.ipynb is missing"):
        read_notebook(tmp_path / "07_x.ipynb")


def test_a_large_notebook_is_refused_before_it_is_read(write, monkeypatch):
    path = write(b"\xff" * 1_000_001)
    monkeypatch.setattr(intake, "MAX_BYTES", 1_000_000)
    with pytest.raises(IntakeError, match="is larger than 1 MB: clear its outputs and save it again"):
        read_notebook(path)


def test_a_notebook_that_may_not_be_read_is_refused(write, monkeypatch):
    path = write(notebook())

    def forbidden(*args, **options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(type(path), "read_bytes", forbidden)
    with pytest.raises(IntakeError, match="cannot be read: Permission denied"):
        read_notebook(path)
