"""The parts of the site: lectures run once and kept, pictures in files, docstrings and headings for Sphinx."""

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from paths import ROOT

import dlcourse
from dlcourse.course.authoring.glossary import heading_anchor
from dlcourse.course.site.__main__ import main
from dlcourse.course.site.executed import ExecutionError, execute, library_key
from dlcourse.course.site.lighter import EXPLORER, EXTRA, FIGURE, lightened
from dlcourse.course.site.pages import first_view, lecture_page
from dlcourse.course.site.reference import as_markdown, reference_pages
from dlcourse.plots.page.showing import DARK_PAPER, to_html
from dlcourse.plots.page.vector import DARK

BLACK = "#000000"  # of an axis that is in no style
COUNTS = "open('runs', 'a').write('x'); print(6 * 7)"


def write(path, *sources):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source, id=f"cell{i}") for i, source in enumerate(sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def test_a_lecture_is_run_once_and_again_when_its_code_or_the_library_changes(tmp_path):
    path, kept = write(tmp_path / "one.ipynb", COUNTS), tmp_path / "kept"
    notebook, is_new = execute(path, kept, "a library")
    assert (notebook.cells[0].outputs[0].text, is_new) == ("42\n", True)
    assert execute(path, kept, "a library") == (notebook, False)
    assert execute(path, kept, "another library")[1]
    write(path, COUNTS + "\n")
    assert execute(path, kept, "another library")[1]
    assert (tmp_path / "runs").read_text() == "xxx"
    assert len(list(kept.iterdir())) == 1  # what nobody asks for any more is gone


def test_a_lecture_that_stops_is_named_with_its_cell_and_nothing_of_it_is_kept(tmp_path):
    path = write(tmp_path / "one.ipynb", "print(1)", "1 / 0")
    with pytest.raises(ExecutionError, match=r"^one\.ipynb, cell 1: ZeroDivisionError: division by zero$"):
        execute(path, tmp_path / "kept", "")
    assert not (tmp_path / "kept").exists()


def test_the_key_of_the_library_changes_with_what_a_lecture_runs_and_with_nothing_else(tmp_path):
    for name in ("layers/dense.py", "course/cli.py", "checks/card.py", "layers/__pycache__/dense.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    before = library_key(tmp_path)
    for name in ("course/cli.py", "checks/card.py", "layers/__pycache__/dense.pyc"):
        (tmp_path / name).write_text("2")
    assert library_key(tmp_path) == before
    (tmp_path / "layers/dense.py").write_text("2")
    assert library_key(tmp_path) != before


def test_a_large_picture_becomes_a_file_and_a_small_one_stays():
    def shown(content):
        image = f'<img alt="x" src="data:image/gif;base64,{base64.b64encode(content).decode()}">'
        output = nbformat.v4.new_output("display_data", data={"text/html": image})
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("show()", outputs=[output])])

    files: dict[Path, bytes] = {}
    assert "data:image/gif" in lecture_page(shown(b"GIF" * 10), "07", files)
    assert files == {}
    text = lecture_page(shown(b"GIF" * 5000), "07", files)
    ((path, content),) = files.items()
    assert content == b"GIF" * 5000
    assert (path.parent, path.suffix) == (EXTRA / "pictures", ".gif")
    assert f'../pictures/{path.name}\\"' in text
    assert "data:image" not in text


def drawn(points):
    """The HTML of a figure: a line through so many points, a photograph, and letters that XML knows by a name."""
    figure, ax = plt.subplots(figsize=(6, 3))
    ax.plot(np.random.default_rng(0).random(points), "o", label="a & b < c")
    ax.imshow(np.arange(9.0).reshape(3, 3), cmap="gray", extent=(0, points, 0, 1), aspect="auto")
    ax.legend()
    plt.close(figure)
    return to_html(figure, 'a "line"')


def test_a_long_figure_becomes_a_file_for_each_paper_and_a_short_one_stays():
    files: dict[Path, bytes] = {}
    assert (lightened(drawn(5), "07", files), files) == (drawn(5), {})
    text = lightened(drawn(FIGURE), "07", files)
    assert "<svg" not in text
    assert text.count('alt="a &quot;line&quot;"') == text.count('loading="lazy"') == 2
    light, dark = (files[EXTRA / name] for name in re.findall(r'src="\.\./(pictures/07-\w+\.svg)"', text))
    for svg, ink, paper in ((light, BLACK, "#ffffff"), (dark, DARK[BLACK], DARK_PAPER)):
        root = ElementTree.fromstring(svg)
        assert root.attrib["viewBox"].endswith(f"{root.attrib['width']} {root.attrib['height']}")
        style = root.findtext("{http://www.w3.org/2000/svg}style")
        assert f"--dl-{BLACK[1:]}: {ink}" in style
        assert f"background: {paper}" in style
        assert ("invert" in style) == (svg is dark)
        assert any(node.text == "a & b < c" for node in root.iter("{http://www.w3.org/2000/svg}text"))


def test_a_long_explorer_becomes_a_file_and_a_short_one_stays():
    files: dict[Path, bytes] = {}
    explorer = '<div class="dl-explorer"><div>words</div><script>{}</script></div>'
    short, long = explorer.format("f()"), explorer.format("'<svg>'" + "f()" * EXPLORER)
    assert (lightened(short, "07", files), files) == (short, {})
    text = lightened(long, "07", files)
    ((path, content),) = files.items()
    assert long == explorer.format(content.decode())
    assert text == explorer.format("").replace(
        "<script", f'<script type="text/plain" data-later="../{path.relative_to(EXTRA).as_posix()}"'
    )


def test_signs_in_formulas_are_no_markup_and_code_and_tables_stay():
    assert as_markdown("w*x + w_i of `a*b_c`\n| a | b |") == r"w\*x + w\_i of `a*b_c`" + "\n| a | b |"


def test_every_public_class_and_function_of_the_library_stands_on_one_page_of_the_reference():
    pages = dict(reference_pages(dlcourse))
    text = "\n".join(pages.values())
    wanted = [name for name in dlcourse.__all__ if callable(getattr(dlcourse, name))]
    assert len(wanted) > 70
    for name in wanted:
        kind = "class" if isinstance(getattr(dlcourse, name), type) else "function"
        assert sum(line.startswith(f"``````{{py:{kind}}} {name}(") for line in text.splitlines()) == 1, name
    assert "reference/optimizers" in pages[Path("reference.md")]


def test_a_heading_has_the_name_that_links_in_notebooks_use():
    title = "Three losses for an error: MSE, MAE, Huber"
    assert heading_anchor(title) == "Three-losses-for-an-error%3A-MSE%2C-MAE%2C-Huber"


def test_a_page_weighs_what_is_fetched_with_it_and_no_picture_that_comes_later(tmp_path):
    (tmp_path / "a.js").write_bytes(b"1" * 100)
    (tmp_path / "a.css").write_bytes(b"1" * 10)
    page = '<link rel="stylesheet" href="a.css?v=1"><script src="a.js"></script><img loading="lazy" src="b.gif">'
    (tmp_path / "page.html").write_text(page)
    assert first_view(tmp_path / "page.html") == 110 + len(page)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--run", "07", "99"], "expected numbers of lectures, such as 07. Received: 99"),
        (["--root", "nowhere"], "expected a course folder with source/ in it"),
    ],
)
def test_a_wrong_argument_is_said_before_anything_is_built(arguments, said, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--root", str(ROOT), *arguments, "--to", str(tmp_path / "site")])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
