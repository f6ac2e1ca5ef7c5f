"""A result as text for the terminal."""

from race.figures import COPIES, OURS, bandwidth, share_of_bandwidth

UNITS = ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"), (1e-12, "ps"))


def duration(seconds):
    """Three digits and a unit: "12.3 ms"."""
    size, unit = next((each for each in UNITS if seconds >= each[0]), UNITS[-1])
    return f"{seconds / size:.3g} {unit}"


def three(values, number):
    """ "2.1 (1.9–2.3)" from [median, lowest, highest], each written by `number`."""
    median, low, high = map(number, values)
    return f"{median} ({low}–{high})"


def times(ratio):
    """A ratio with two digits: 0.87, 2.1, 35, 9,100."""
    if ratio < 1:
        return f"{ratio:#.2g}"
    return f"{ratio:.1f}" if ratio < 9.95 else f"{float(f'{ratio:.2g}'):,.0f}"


def percent(share):
    """A share in per cent."""
    return f"{100 * share:.0f}%"


def text(result):
    """All lines of one result."""
    lines = [f"{result['part']}: {result['name']}"]
    for name, one in result.get("contenders", {}).items():
        ratios = [
            f"{ours} ×{times(result['ratios'][ours][name][0])}"
            for ours in OURS
            if name in result["ratios"].get(ours, {}) and name not in COPIES
        ]
        line = f"  {name:<24} {three(one['seconds'], duration):<32} {one['threads']} thr.  {'; '.join(ratios)}"
        lines.append(line.rstrip())
    lines += [f"  {line}" for line in bandwidth_lines(result)]
    for name, (before, after) in result.get("megabytes", {}).items():
        lines.append(f"  {name:<24} {after:>6} MB, {after - before} of them by the epoch")
    lines += [f"  left out: {name}: {why}" for name, why in result["left_out"].items()]
    return "\n".join([*lines, *(f"  DOUBTFUL: {doubt}" for doubt in result["doubts"])])


def bandwidth_lines(result):
    """The measured bandwidth and each optimizer's share of it, by number of threads."""
    contenders = result.get("contenders", {})
    if COPIES[0] not in contenders:
        return []
    lines = []
    for threads in contenders[COPIES[0]]["by_threads"]:
        shares = [
            f"{name} {percent(share_of_bandwidth(contenders, name, threads)[0])}"
            for name in contenders
            if name not in COPIES
        ]
        lines.append(f"{threads} thr.: {bandwidth(contenders, threads) / 1e9:.1f} GB/s; {', '.join(shares)}")
    return lines
