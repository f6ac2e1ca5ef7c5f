"""The style sheet of a feedback page: light and dark, for screens, telephones and paper."""

from pygments.formatters import HtmlFormatter

STYLE = """
:root { color-scheme: light dark; --text: #1a1a1a; --quiet: #5a5a5a; --line: #d0d0d0; --page: #fff; --field: #f5f5f5;
  --mark: #0060a0; --error: #a32a00; --jp-layout-color1: #fff; --jp-content-font-color1: #111; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e6e6; --quiet: #a8a8a8; --line: #444; --page: #161616; --field: #202020; --mark: #79b8ff;
    --error: #ff9a70; --jp-layout-color1: #1d1d1d; --jp-content-font-color1: #e6e6e6; } }
* { box-sizing: border-box; }
body { background: var(--page); color: var(--text); font: 16px/1.55 system-ui, sans-serif; max-width: 52rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.3rem; } h3 { font-size: 1.1rem; }
h1, h2, h3 { margin: 1.6em 0 .5em; }
a { color: var(--mark); }
header h1 { margin-top: 0; }
.score { font-size: 1.25rem; font-weight: 600; margin: .3rem 0; }
.quiet, .label { color: var(--quiet); font-size: .875rem; }
.label { margin: 1.6rem 0 .3rem; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; max-width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
header table { display: table; width: 100%; } header code { overflow-wrap: anywhere; }
td.points, header th:last-child { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
pre, code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .875rem; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; }
.code, .prose pre { background: var(--field); border: 1px solid var(--line); border-radius: 4px;
  padding: .6rem .8rem; }
.output { margin: .5rem 0; padding: .2rem .8rem; border-left: 3px solid var(--line); max-height: 30rem;
  overflow: auto; }
.failure { border-left-color: var(--error); color: var(--error); }
.card { margin: .8rem 0 0; }
.card section { max-width: none !important; }
.prose img { max-width: 100%; height: auto; background: #fff; }
.card figure { overflow-x: auto; }
.comment { border: 1px solid var(--mark); border-radius: 4px; padding: .4rem .9rem; margin: .6rem 0; }
.comment p { margin: .3rem 0; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
math { font-size: 1.08em; }
math[display=block] { margin: .8rem 0; overflow-x: auto; overflow-y: hidden; max-width: 100%; }
mtd[columnalign=left] { text-align: left; } mtd[columnalign=right] { text-align: right; }
mtd { padding: .15em .4em; }
@media print { body { max-width: none; margin: 0; }
  .output { max-height: none; } .card, .code { break-inside: avoid; } }
"""


def _code_colours(name: str) -> str:
    """Return the rules for the classes that Pygments gives to code, without a background of their own."""
    return "\n".join(
        rule for rule in HtmlFormatter(style=name).get_style_defs(".code").splitlines() if rule.startswith(".code .")
    )


def style_sheet() -> str:
    """Return the whole style sheet, for the page's own <style>."""
    night = f"@media (prefers-color-scheme: dark) {{\n{_code_colours('github-dark')}\n}}\n"
    return STYLE + _code_colours("xcode") + "\n" + night
