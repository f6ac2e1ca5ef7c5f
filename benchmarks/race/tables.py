"""The tables of docs/performance.md, made from the figures of a run and written between marks.

A mark is a comment, `<!-- measured: NAME -->`; from there to `<!-- end of measured -->` stands the block of that name.
"""

import re
import textwrap
from pathlib import Path

from race.figures import COPIES, OURS, PRODUCTS, bandwidth, each_round, share_of_bandwidth, spread
from race.machine import in_words
from race.report import duration, percent, three, times
from race.tasks import NETWORKS

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "docs" / "performance.md",)
MARKED = re.compile(r"(<!-- measured: ([a-z0-9 ]+) -->\n).*?(<!-- end of measured -->)", re.DOTALL)
NOTHING = "Not measured in this run."


def write_pages(results, pages=PAGES):
    """Write the blocks of these results into the pages; returns those that changed."""
    changed = []
    for path in pages:
        old = path.read_text(encoding="utf-8")
        new = MARKED.sub(lambda mark: f"{mark[1]}{block(mark[2], results)}\n{mark[3]}", old)
        if new != old:
            path.write_text(new, encoding="utf-8")
            changed.append(path)
    return changed


def block(name, results):
    """The Markdown between the marks of that name; KeyError where there is no such block."""
    kind, *rest = name.split()
    return BLOCKS[kind](results, *rest) or NOTHING


def table(header, rows):
    """A table in Markdown; nothing where there are no rows."""
    if not rows:
        return ""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def of_part(results, part):
    """The results of one part."""
    return [result for result in results["results"] if result["part"] == part]


def machine(results):
    """On what was measured, and what has to be known of the figures."""
    words = [*in_words(results["machine"]), f"Medians of {results['rounds']} rounds or more, (lowest–highest)."]
    if results["quick"]:
        words.append("**A quick run with few rows: rough figures.**")
    for result in results["results"]:
        if result["part"] != "gpu":  # that has a page of its own
            words += [f"Left out of {result['name']}: {name} ({why})." for name, why in result["left_out"].items()]
        words += [f"**Doubtful**, {result['name']}: {doubt}." for doubt in result["doubts"]]
    return "\n".join(textwrap.fill(line, 118, initial_indent="- ", subsequent_indent="  ") for line in words)


def training(results, dtype=None, optimizer=None):
    """For each kind of number and optimizer: the ratios of each of ours, and the times of all."""
    kinds = dict.fromkeys((one["task"]["dtype"], one["task"]["optimizer"]) for one in of_part(results, "training"))
    tables = []
    for kind in kinds:
        some = [one for one in of_part(results, "training") if (one["task"]["dtype"], one["task"]["optimizer"]) == kind]
        if dtype is None:
            tables += [ratio_table(kind, some, ours) for ours in OURS] + [time_table(kind, some)]
        elif kind == (dtype, optimizer):
            tables += [ratio_table(kind, some, ours) for ours in OURS]
    return "\n\n".join(each for each in tables if each)


def title(kind, what):
    """The bold line above a table."""
    dtype, optimizer = kind
    return f"**{dtype}, {'Adam' if optimizer == 'adam' else 'SGD'}: {what}**\n\n"


def first_cell(result):
    """Network and batch."""
    return f"{NETWORKS[tuple(result['task']['sizes'])]}, {result['task']['batch']}"


def names(some):
    """All contenders' names, in order."""
    return list(dict.fromkeys(name for result in some for name in result["contenders"]))


def ratio_table(kind, some, ours):
    """How many times as fast one of ours is as each peer, and its share of the limit."""
    peers = [name for name in names(some) if name not in (*OURS, PRODUCTS)]
    some = [result for result in some if ours in result["contenders"]]
    rows = [[first_cell(one), *(cell(one, ours, peer) for peer in peers), share_of_products(one, ours)] for one in some]
    found = table(["network, batch", *peers, "limit"], rows)
    return found and title(kind, f"{ours}, times as fast as … and share of the limit") + found


def cell(result, ours, peer):
    """A ratio with its spread, or a dash where one of the two was left out."""
    ratio = result["ratios"].get(ours, {}).get(peer)
    return three(ratio, times) if ratio else "–"


def share_of_products(result, ours):
    """The time of the matrix products alone as a share of ours."""
    ratio = result["ratios"].get(ours, {}).get(PRODUCTS)
    return percent(ratio[0]) if ratio else "–"


def time_table(kind, some):
    """What an epoch takes, with the number of threads that was the better one."""
    columns = names(some)
    rows = []
    for result in some:
        cells = [
            f"{duration(one['seconds'][0])} ({one['threads']})" if one else "–"
            for one in map(result["contenders"].get, columns)
        ]
        rows.append([first_cell(result), f"{result['task']['rows']:,}", *cells])
    header = ["network, batch", "rows", *columns]
    return title(kind, "an epoch (with the better number of threads)") + table(header, rows)


def step(results):
    """What a step of ours spends on each of its parts, and what its matrix products alone would take."""
    rows, parts = [], []
    for result in of_part(results, "step"):
        contenders = dict(result["contenders"])
        products = contenders.pop(PRODUCTS, None)
        alone = duration(products["seconds"][0]) if products else "–"
        for name, one in contenders.items():
            parts, whole = list(one["outcome"]), one["seconds"][0]
            spent = [duration(seconds) for seconds in (*one["outcome"].values(), whole)]
            rows.append([f"{first_cell(result)}: {name} ({one['threads']})", *spent, alone])
    return table(["network, batch: ours (threads)", *parts, "a step", "its matrix products alone"], rows)


def optimizer(results):
    """Adam alone: time and share of the bandwidth, for each number of threads."""
    tables = []
    for result in of_part(results, "optimizer"):
        contenders = result["contenders"]
        steps = [name for name in contenders if name not in COPIES]
        for threads in contenders[COPIES[0]]["by_threads"]:
            rows = []
            for name in steps:
                one = contenders[name]["by_threads"][threads]
                rows.append([name, three(spread(one["seconds"]), duration)])
                rows[-1].append(three(share_of_bandwidth(contenders, name, threads), percent))
            header = [
                f"{result['name']}, {threads} thr., {bandwidth(contenders, threads) / 1e9:.0f} GB/s",
                "a step",
                "share",
            ]
            tables.append(table(header, rows))
    return "\n\n".join(tables)


def versus(part, unit):
    """A block that shows each result's contenders, their times a unit, and the ratios to ours."""

    def tables(results):
        return "\n\n".join(one_table(result, unit) for result in of_part(results, part) if result["contenders"])

    return tables


def one_table(result, unit):
    """Contenders below each other."""
    ours = [name for name in OURS if name in result["contenders"]]
    rows = [
        [name, three(one["seconds"], duration), *(cell(result, each, name) for each in ours)]
        for name, one in result["contenders"].items()
    ]
    return table([result["name"], unit, *(f"{each}: times as fast" for each in ours)], rows)


def imports(results):
    """What an import costs beyond NumPy's, and the first fit."""
    tables = []
    for result in of_part(results, "imports"):
        contenders = result["contenders"]
        rows = [
            [f"`{name}`" if "numpy" in contenders else name, three(one["seconds"], duration)]
            for name, one in contenders.items()
        ]
        header = [result["name"], "time"]
        if "numpy" in contenders:
            header.append("beyond numpy")
            base = each_round(contenders["numpy"])
            for row, one in zip(rows, contenders.values(), strict=True):
                beyond = spread([a - b for a, b in zip(each_round(one), base, strict=True)])[0]
                row.append(f"{1000 * beyond:.0f} ms")
        tables.append(table(header, rows))
    return "\n\n".join(each for each in tables if each)


def memory(results):
    """Peak memory without the rows."""
    return "\n\n".join(
        table(
            [result["name"], "peak", "by the epoch"],
            [[name, f"{after} MB", f"{after - before} MB"] for name, (before, after) in result["megabytes"].items()],
        )
        for result in of_part(results, "memory")
    )


BLOCKS = {
    "machine": machine,
    "training": training,
    "step": step,
    "optimizer": optimizer,
    "rows": versus("rows", "a row"),
    "gradcheck": versus("gradcheck", "a check"),
    "imports": imports,
    "memory": memory,
}
