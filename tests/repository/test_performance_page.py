"""The tables of the page are what the command makes of the committed figures; no time is asserted."""

import importlib.util
import json
import subprocess
import sys

import pytest
from paths import ROOT

sys.path.append(str(ROOT / "benchmarks"))

import training
from race import contest, figures, machine, parts, process, report, steps, tables

RESULTS = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))


def contender(seconds, units=1, outcome=True):
    return {"1": {"seconds": seconds, "units": units, "outcome": outcome, "pools": []}}


@pytest.mark.parametrize("page", tables.PAGES, ids=lambda page: page.name)
def test_the_tables_of_a_page_are_those_of_the_committed_figures(page, tmp_path):
    copy = tmp_path / page.name
    copy.write_bytes(page.read_bytes())
    tables.write_pages(RESULTS, [copy])
    assert copy.read_text(encoding="utf-8") == page.read_text(encoding="utf-8")
    assert tables.MARKED.search(copy.read_text(encoding="utf-8"))


def test_every_block_stands_on_the_page():
    page = tables.PAGES[0].read_text(encoding="utf-8")
    assert sorted(name for _, name, _ in tables.MARKED.findall(page)) == sorted(tables.BLOCKS)


def test_a_block_that_was_changed_by_hand_is_written_anew(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- measured: machine -->\n9 times as fast\n<!-- end of measured -->\nafter\n")
    assert tables.write_pages(RESULTS, [page]) == [page]
    text = page.read_text(encoding="utf-8")
    assert "9 times as fast" not in text
    assert RESULTS["machine"]["processor"] in text
    assert text.startswith("before\n<!-- measured: machine -->\n- ")
    assert text.endswith("\n<!-- end of measured -->\nafter\n")
    assert tables.write_pages(RESULTS, [page]) == []


def test_a_ratio_is_taken_round_by_round_and_the_middle_one_counts():
    by_name = {"dlcourse": contender([1, 2, 4]), "PyTorch eager": contender([3, 4, 20])}
    result = figures.result("training", "a", {}, by_name, {})
    assert result["ratios"] == {"dlcourse": {"PyTorch eager": [3, 2, 5]}}  # 3/1, 4/2, 20/4


def test_the_better_number_of_threads_counts_and_the_other_is_kept():
    two = {"1": contender([5, 6, 7])["1"], "2": contender([9, 3, 4])["1"]}
    one = figures.summary(two)
    assert (one["threads"], one["seconds"]) == (2, [4, 3, 9])
    assert one["by_threads"] == two


def test_seconds_are_divided_by_what_was_done_in_a_round():
    assert figures.summary(contender([2, 4, 6], units=1000))["seconds"] == [0.004, 0.002, 0.006]


def test_a_contender_that_learns_nothing_or_little_is_named():
    outcomes = {"a": [2.3, 1.0], "b": [2.3, 1.1], "still": [2.3, 2.3], "slow": [2.3, 2.0]}
    contenders = {name: figures.summary(contender([1], outcome=outcome)) for name, outcome in outcomes.items()}
    said = figures.doubts(contenders | {"check": figures.summary(contender([1], outcome=False))})
    assert [line.split(":")[0] for line in said] == ["check", "still", "slow"]


def test_what_was_left_out_or_is_doubtful_stands_above_the_tables():
    by_name = {"dlcourse": contender([1], outcome=False)}
    result = figures.result("rows", "a trick", {}, by_name, {"PyTorch eager": "torch is not installed"})
    text = tables.machine(RESULTS | {"results": [result]})
    assert "- Left out of a trick: PyTorch eager (torch is not installed)." in text
    assert "- **Doubtful**, a trick: dlcourse: False." in text


def test_the_share_of_the_bandwidth_is_that_of_28_bytes_a_parameter():
    copies = {name: contender([1.0], units=100) for name in ("copy", "triad")} | {
        "in place": contender([0.5], units=140)
    }
    by_name = copies | {"dlcourse": contender([2.0, 4.0, 2.0], units=10)}
    contenders = {name: figures.summary(one) for name, one in by_name.items()}
    assert figures.bandwidth(contenders, "1") == 280
    assert figures.share_of_bandwidth(contenders, "dlcourse", "1") == [0.5, 0.25, 0.5]  # 28 · 10 / 280 = 1 s


def test_a_table_of_training_says_ratios_with_their_spread_and_the_share_of_the_limit():
    by_name = {
        "dlcourse": contender([1.0, 1.0, 1.0]),
        "PyTorch eager": contender([2.0, 3.0, 2.5]),
        "matrix products alone": contender([0.25, 0.25, 0.3]),
    }
    task = {"sizes": [784, 128, 10], "batch": 32, "rows": 100, "dtype": "float32", "optimizer": "adam"}
    text = tables.training({"results": [figures.result("training", "a", task, by_name, {})]})
    assert "| 784-128-10, 32 | 2.5 (2.0–3.0) | 25% |" in text
    assert "| 784-128-10, 32 | 100 | 1 s (1) | 2.5 s (1) | 250 ms (1) |" in text
    assert "accel.numba" not in text


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.0011, "0.0011"), (0.8, "0.80"), (1.96, "2.0"), (34.6, "35"), (9123, "9,100")]
)
def test_a_ratio_has_two_digits(ratio, text):
    assert report.times(ratio) == text


def test_what_was_not_measured_is_said():
    assert tables.block("memory", {"results": []}) == "Not measured in this run."


def test_variables_that_force_kernels_are_taken_out_and_told(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert "OPENBLAS_CORETYPE" not in process.environment(2)
    assert process.environment(2)["OPENBLAS_NUM_THREADS"] == "2"
    words = machine.in_words(machine.description())
    assert any("taken out of the environment: OPENBLAS_CORETYPE=Haswell" in line for line in words)


def test_a_contender_whose_library_is_missing_is_left_out_with_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['sklearn'] = None\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    entries = [parts.Entry("scikit-learn", "scikit_learn", "Trick"), parts.Entry("copy", "limits", "Copy")]
    found, left_out = contest.compete(entries, {"parameters": 1000}, [1], 3, "test")
    assert list(found) == ["copy"]
    assert len(found["copy"]["1"]["seconds"]) == 3
    assert "sklearn" in left_out["scikit-learn"]
    assert ".[bench]" in left_out["scikit-learn"]


def test_the_parts_of_a_step_stand_beside_its_matrix_products():
    spent = dict.fromkeys(steps.PARTS, 2e-6)
    by_name = {
        "accel.numba": contender([0.004], units=400, outcome=spent),
        "matrix products alone": contender([0.002], 400),
    }
    task = {"sizes": [784, 128, 10], "batch": 32, "rows": 12_800, "dtype": "float32", "optimizer": "adam"}
    text = tables.step({"results": [figures.result("step", "a", task, by_name, {})]})
    assert text.splitlines()[0].startswith("| network, batch: ours (threads) | picking rows | forward | loss |")
    assert text.splitlines()[-1] == "| 784-128-10, 32: accel.numba (1)" + " | 2 µs" * 5 + " | 10 µs | 5 µs |"


def test_a_part_measured_anew_takes_the_place_of_the_old_one():
    found = [{"part": "training", "name": "a"}, {"part": "optimizer", "name": "b"}]
    training.put(found, {"part": "optimizer", "name": "b", "new": True})
    training.put(found, {"part": "step", "name": "a"})
    training.put(found, {"part": "training", "name": "c"})
    assert [one["name"] for one in found] == ["a", "c", "a", "b"]
    assert found[-1]["new"]


def test_figures_of_another_machine_are_not_added_to(tmp_path):
    now = {key: value for key, value in RESULTS.items() if key != "results"} | {"results": []}
    path = tmp_path / "results.json"
    path.write_text(json.dumps(RESULTS))
    assert training.earlier(path, now) == RESULTS
    with pytest.raises(SystemExit, match=r"cores: expected 999, as here\. Received: "):
        training.earlier(path, now | {"machine": now["machine"] | {"cores": 999}})
    with pytest.raises(SystemExit, match=r"quick: expected True, as asked for\. Received: False"):
        training.earlier(path, now | {"quick": True})


def test_every_contender_trains_the_network_and_what_is_not_installed_is_left_out():
    task = {"sizes": [784, 128, 10], "batch": 32, "rows": 640, "optimizer": "adam", "dtype": "float32"}
    entries = [entry for entry in parts.TRAINING if "compiled" not in entry.name]  # it would need a compiler
    found, left_out = contest.compete(entries, task, [1], 2, "test")
    without_torch = set() if importlib.util.find_spec("torch") else {"PyTorch eager"}
    assert set(left_out) <= without_torch, left_out
    assert set(found) | set(left_out) == {entry.name for entry in entries}
    assert figures.doubts({name: figures.summary(one) for name, one in found.items()}) == []


def test_every_part_of_a_step_is_timed():
    task = {"sizes": [784, 128, 10], "batch": 32, "rows": 650, "optimizer": "adam", "dtype": "float32"}
    found, left_out = contest.compete(parts.STEPS, task, [1], 2, "test")
    assert not left_out
    for name, one in found.items():
        if name != figures.PRODUCTS:
            assert one["1"]["units"] == 20  # whole batches
            assert set(one["1"]["outcome"]) == set(steps.PARTS)
            assert min(one["1"]["outcome"].values()) > 0


def test_help_says_how_and_which_parts_there_are():
    command = [sys.executable, ROOT / "benchmarks" / "training.py", "--help"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert all(part in text for part in parts.PARTS)
