"""The page of the library is still true: its program prints what stands below it, its modules are there."""

import importlib.util
import json
import re
import subprocess
import sys

from paths import ROOT

PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")


def test_the_program_prints_what_the_page_shows(tmp_path):
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)
    printed = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    accuracy = re.compile(r"test accuracy (0\.\d+)")  # the last digits depend on the machine's sums
    assert accuracy.sub("", printed.stdout) == accuracy.sub("", shown)
    found, expected = (float(accuracy.search(text)[1]) for text in (printed.stdout, shown))
    assert abs(found - expected) < 0.01


def test_every_module_named_on_the_page_is_there():
    modules = re.findall(r"`(dlcourse\.[a-z_.]+)`", PAGE)
    assert len(modules) > 15
    for module in modules:
        assert importlib.util.find_spec(module), module


def test_what_was_measured_on_a_gpu_stands_there_as_the_benchmark_wrote_it(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    page = importlib.import_module("gpu_page")
    report = json.loads((ROOT / "benchmarks" / "gpu.json").read_text(encoding="utf-8"))
    assert f"{page.BEGIN}\n\n{page.as_markdown(report)}\n{page.END}" in PAGE
