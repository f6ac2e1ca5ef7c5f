"""Write what `benchmarks/gpu.py --json` measured into docs/library.md, between its two marks.

python benchmarks/gpu_page.py benchmarks/gpu.json
"""

import json
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "library.md"
BEGIN, END = "<!-- measured on a GPU: begin, written by benchmarks/gpu_page.py -->", "<!-- measured on a GPU: end -->"


def main():
    report = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{PAGE}: expected the marks {BEGIN!r} and {END!r}")
    PAGE.write_text(f"{before}{BEGIN}\n\n{as_markdown(report)}\n{END}{after}", encoding="utf-8")


def as_markdown(report):
    """The machine, training, Adam, kernels."""
    return "\n".join(
        [machine(report["machine"]), "", *training(report), "", *adam(report["adam"]), "", *kernels(report)]
    )


def machine(m):
    products = "with TF32" if m["TF32 in PyTorch's products"] else "without TF32"
    return (
        f"Measured on {m['date']} on one {m['card']} (driver {m['driver']}), CuPy {m['cupy']}, PyTorch {m['torch']}, "
        f"NumPy {m['numpy']}, Python {m['python']}, by `benchmarks/gpu.py`; float32 {products}, Adam; medians."
    )


def training(report):
    """A row a network: microseconds a step of each contestant."""
    names = list(next(iter(report["training"].values()))["microseconds a step"])
    yield "| microseconds a step | " + " | ".join(names) + " |"
    yield "|---|" + "---:|" * len(names)
    for network, part in report["training"].items():
        times = part["microseconds a step"]
        yield f"| {network} | " + " | ".join(f"{times[name]['median']:,.0f}" for name in names) + " |"


def adam(part):
    limit = f"{part['GB/s']:,.0f} GB/s: {part['limit, microseconds']:,.0f} µs"
    yield f"| Adam on 10⁷ parameters ({limit}) | µs | of the limit |"
    yield "|---|---:|---:|"
    for name, times in part["microseconds"].items():
        yield f"| {name} | {times['median']:,.0f} | {part['share of the limit'][name]:.0%} |"


def kernels(report):
    yield "| microseconds a call | the reference's operations | one kernel |"
    yield "|---|---:|---:|"
    for name, pair in report["kernels"].items():
        yield f"| {name} | {pair['reference']['median']:,.0f} | {pair['kernel']['median']:,.0f} |"


if __name__ == "__main__":
    main()
