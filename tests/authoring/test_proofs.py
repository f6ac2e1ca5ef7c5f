"""Proofs are run beside a lecture, each assert by itself, and a claim that fails is told with line and values."""

import json
import os

import numpy as np
import pytest

from dlcourse.course.authoring import robust
from dlcourse.course.authoring.proofs import run_source, seeded_draws
from dlcourse.course.authoring.robust import OWN, Setting, differing, main, run_in, steady

LECTURE = '''\
# %% [markdown]
r"""
# A lecture
"""

# %%
import numpy as np

total, drawn = 1 + 1, np.random.default_rng(7).integers(1000)
print("total", total)

# %% proof
helper = 3
assert total == helper
assert total == 2
assert [helper, 0][total - 2] == 3

# %%
print("helper" in globals())

# %% proof
assert helper == 3
assert undefined == 3

# %% proof this_run=true
assert drawn == {drawn}

# %% proof timed=true
assert seconds_of_this_machine < 1
'''


PICTURE = """\
# %%
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from dlcourse.plots import show


class Line(Artist):
    def draw(self, renderer):
        print("drawn")


figure = Figure()
figure.add_artist(Line())
print("made")
show(figure, "a line")
print("shown")

# %% proof
assert len(figure.artists) == 1
"""


@pytest.fixture
def lecture(tmp_path):
    path = tmp_path / "source" / "lectures" / "07_x.py"
    path.parent.mkdir(parents=True)
    drawn = np.random.default_rng(7).integers(1000)
    path.write_text(LECTURE.replace("{drawn}", str(drawn)), encoding="utf-8")
    return path


def test_each_assert_is_tried_and_one_that_fails_is_told_with_its_line_and_values(lecture):
    found = run_source(lecture)
    assert found.claims == 6
    assert len(found.failed) == 2
    assert found.failed[0].startswith("07_x.py:14: assert total == helper")
    assert "total = 2" in found.failed[0]
    assert "helper = 3" in found.failed[0]
    assert found.failed[1].startswith("07_x.py:23: assert undefined == 3 NameError")


def test_a_lecture_never_sees_what_its_proofs_define_and_later_proofs_do(lecture):
    assert run_source(lecture).printed == [["total 2"], ["False"]]


def test_what_a_reader_would_see_in_red_is_kept(lecture):
    assert run_source(lecture).warned == []
    text = lecture.read_text(encoding="utf-8")
    lecture.write_text(text.replace('print("helper" in globals())', "np.log(np.array(0.0))"), encoding="utf-8")
    assert "RuntimeWarning: divide by zero encountered in log" in run_source(lecture).warned[0]


def test_a_claim_about_a_time_is_tried_only_if_asked_for(lecture):
    assert not any("seconds_of_this_machine" in each for each in run_source(lecture).failed)
    assert "seconds_of_this_machine" in run_source(lecture, timed=True).failed[-1]


def test_another_seed_draws_other_numbers_and_leaves_out_the_proofs_of_this_run(lecture):
    assert run_source(lecture, seed=3).claims == 5
    with seeded_draws(3):
        assert np.random.default_rng(7).integers(1000) != np.random.Generator(np.random.PCG64(7)).integers(1000)
    assert np.random.default_rng(7).integers(1000) == np.random.Generator(np.random.PCG64(7)).integers(1000)


def test_a_cell_that_raises_ends_the_run_as_a_claim_that_failed(lecture):
    text = lecture.read_text(encoding="utf-8")
    lecture.write_text(text.replace('print("helper" in globals())', "1 / 0"), encoding="utf-8")
    assert run_source(lecture).failed[-1] == "07_x.py:19: 1 / 0 ZeroDivisionError: division by zero"


def test_without_pictures_figures_are_made_and_not_drawn(lecture):
    lecture.write_text(PICTURE, encoding="utf-8")
    assert "drawn" in run_source(lecture).printed[0]
    blank = run_in(Setting(OWN, 1), lecture, with_pictures=False)
    assert (blank["printed"], blank["failed"], blank["claims"]) == ([["made", "shown"]], [], 1)


def test_a_solution_must_earn_the_points_of_its_checks(tmp_path):
    path = tmp_path / "source" / "exercises" / "07_x.py"
    path.parent.mkdir(parents=True)
    answer = "    ### BEGIN SOLUTION\n    return da * (z {} 0)\n    ### END SOLUTION\n"
    text = '# %% solution="relu_backward"\ndef relu_backward(da, z):\n' + answer
    text += '\n# %% check="relu_backward" points=1\ncheck("relu_backward", relu_backward)\n'
    path.write_text(text.format(">"), encoding="utf-8")
    assert (run_source(path).claims, run_source(path).failed) == (1, [])
    path.write_text(text.format("<"), encoding="utf-8")
    (failed,) = run_source(path).failed
    assert failed.startswith("check relu_backward: 0.0 of 1: ")


# The matrix


def test_a_setting_is_what_its_process_is_started_with(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert "OPENBLAS_CORETYPE" not in Setting(OWN, 1).environment()
    older = Setting("Nehalem", 2).environment()
    assert (older["OPENBLAS_CORETYPE"], older["OPENBLAS_NUM_THREADS"]) == ("Nehalem", "2")
    assert os.environ["OPENBLAS_CORETYPE"] == "Haswell"


def test_a_run_in_a_process_of_its_own_tells_the_same(lecture):
    found = run_in(Setting("Nehalem", 1), lecture)
    assert (found["claims"], found["printed"]) == (6, [["total 2"], ["False"]])
    assert found["failed"] == run_source(lecture).failed


def test_a_process_that_dies_or_never_ends_is_a_claim_that_failed(lecture):
    text = lecture.read_text(encoding="utf-8")
    lecture.write_text(text.replace('print("helper" in globals())', "import os; os._exit(3)"), encoding="utf-8")
    assert "ended with 3" in run_in(Setting(), lecture)["failed"][0]
    lecture.write_text(text.replace('print("helper" in globals())', "while True: pass"), encoding="utf-8")
    assert "did not end within 3 s" in run_in(Setting(), lecture, timeout=3)["failed"][0]


def test_the_table_has_a_row_a_source_and_a_column_a_setting_and_failures_set_the_exit_code(lecture, tmp_path, capsys):
    report = tmp_path / "runs.json"
    arguments = ["--kernels", "own", "--threads", "1", "--seeds", "0,1", "--root", str(tmp_path), "--json", str(report)]
    assert main(arguments) == 1
    out = capsys.readouterr().out
    assert "lectures/07_x  6       2 fail  2 fail" in out
    assert "own ×1 seed 1: total = 2 helper = 3" in out
    rows = json.loads(report.read_text(encoding="utf-8"))
    assert {(row["kernels"], row["threads"], row["seed"], len(row["failed"])) for row in rows} == {
        ("own", 1, 0, 2),
        ("own", 1, 1, 2),
    }
    text = (
        lecture.read_text(encoding="utf-8").replace("total == helper", "total < helper").replace("undefined", "helper")
    )
    lecture.write_text(text, encoding="utf-8")
    assert main(arguments) == 0


def test_a_matrix_that_is_stopped_shows_what_it_has(lecture, tmp_path, capsys, monkeypatch):
    def one_run_and_ctrl_c(paths, settings, jobs, timed):
        yield settings[0], paths[0], {"claims": 6, "failed": ["07_x.py:14: assert total == helper"], "printed": []}
        raise KeyboardInterrupt

    monkeypatch.setattr(robust, "_run_matrix", one_run_and_ctrl_c)
    assert main(["--kernels", "own", "--threads", "1,2", "--root", str(tmp_path), "--prints"]) == 130
    out, err = capsys.readouterr()
    assert "lectures/07_x  6       1 fail  –" in out
    assert "07_x.py:14: assert total == helper" in out
    assert err == "stopped: 1 of 2 runs\n"


def test_a_family_that_the_processor_has_not_is_left_out_with_a_word(lecture, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(robust, "kernels_here", lambda family: "Haswell")
    main(["--kernels", "own,SkylakeX", "--threads", "1", "--root", str(tmp_path)])
    assert "left out: SkylakeX: OpenBLAS takes Haswell for it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--kernels", "Pentium"], "--kernels: expected some of own, Nehalem"), (["99"], "no source fits")],
)
def test_bad_use_is_told(tmp_path, lecture, capsys, arguments, message):
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--root", str(tmp_path)])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_lines_that_tell_a_time_are_no_difference_and_others_are():
    assert steady([["took 3 ms", "loss 2.30"], ["0.4 s"]]) == ["loss 2.30"]
    assert differing(["a", "b"], ["a", "c"]) == ["- b", "+ c"]
    assert differing(["a"], ["a", "b"]) == ["- 1 lines", "+ 2 lines"]
