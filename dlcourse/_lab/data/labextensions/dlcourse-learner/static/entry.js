/* What JupyterLab does for a learner beyond its settings. Written by hand: it needs nothing but the application itself. */
(() => {
  const NAME = "dlcourse-learner";
  const EXERCISE = "dl-exercise-tab";
  const here = document.currentScript.src.replace(/[^/]*$/, "");
  const asked = { path: location.pathname, hash: location.hash }; // before JupyterLab tidies its address
  const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");

  /** The style sheet of the start page. */
  function addStyle() {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = here + "start.css";
    document.head.append(link);
  }

  /** Lecture and exercise have the same file name: the style sheet writes "Exercise" before the one on its tab.
   *  The tab's label stays as it is, since JupyterLab renames the file when that changes. */
  function markTab(widget) {
    const [folder, exercise, ...rest] = widget.context.path.split("/");
    const isExercise = folder === "exercises" && rest.length === 1 && rest[0] === `${exercise}.ipynb`;
    const names = new Set(widget.title.className.split(/\s+/).filter(Boolean));
    if (isExercise === names.has(EXERCISE)) return;
    isExercise ? names.add(EXERCISE) : names.delete(EXERCISE);
    widget.title.className = [...names].join(" ");
  }

  /** A notebook is marked unsaved as soon as its kernel has said its version; until a cell changes, nothing is. */
  function keepClean(widget) {
    const model = widget.context.model;
    const content = () => JSON.stringify([model.toJSON().cells, model.toJSON().metadata.kernelspec?.name]);
    widget.context.ready.then(() => {
      const opened = content();
      const look = () => {
        if (!model.dirty) return;
        if (content() === opened) model.dirty = false;
        else model.stateChanged.disconnect(look);
      };
      model.stateChanged.connect(look);
      look();
    });
  }

  /** Make the start page anew, and show it if it has changed. */
  async function refresh(widget) {
    const answer = await fetch(`${config.baseUrl}dlcourse/start`, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = await answer.json();
    await widget.context.ready;
    const known = widget.context.model.toString();
    if (widget.context.path === page.path && known !== page.text && !widget.context.model.dirty)
      await widget.context.revert();
  }

  /** A link of the start page to a section: opened by `goTo`, not in JupyterLab's own way, which would open it twice. */
  async function land(app, event) {
    const link = event.target.closest?.(".dlcourse-start a[href*='#heading=']");
    const files = `${config.baseUrl}files/`; // where JupyterLab has a link to a file lead
    if (!link?.pathname.startsWith(files) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    await goTo(app, decodeURIComponent(link.pathname.slice(files.length)), link.hash);
  }

  /** JupyterLab goes to a section before a notebook that was closed has drawn it: open the notebook, bring it to the
   *  front, and go to the section when it is there, until nothing moves any more, or the reader scrolls, clicks, types. */
  async function goTo(app, path, hash) {
    const args = { path, id: hash };
    const name = decodeURIComponent(hash.slice("#heading=".length));
    const widget = await app.commands.execute("docmanager:open", { path });
    if (!widget) return;
    let tries = 300, steady = 0, top = null, touched = false;
    const touch = () => { touched = true; };
    const touches = ["wheel", "pointerdown", "keydown"];
    touches.forEach(name => document.addEventListener(name, touch, { capture: true, passive: true }));
    const timer = setInterval(() => {
      const isLeft = touched || widget.isDisposed;
      const headings = [...widget.node.querySelectorAll(":is(h1, h2, h3, h4)")];
      const heading = headings.find(h => (h.dataset.jupyterId || h.id) === name && h.offsetHeight);
      if (!isLeft && app.shell.currentWidget !== widget) app.shell.activateById(widget.id); // while pages are restored
      else if (!isLeft && heading) {
        const now = heading.getBoundingClientRect().top;
        steady = top !== null && Math.abs(now - top) < 2 ? steady + 1 : 0;
        top = now;
        app.commands.execute("rendermime:handle-local-link", args);
      }
      if (steady === 4 || isLeft || --tries === 0) {
        clearInterval(timer);
        touches.forEach(name => document.removeEventListener(name, touch, { capture: true }));
      }
    }, 400);
  }

  /** An address that names a section, as a page in another tab has it: JupyterLab opens the notebook and forgets the rest. */
  async function landAsAsked(app) {
    const [, path] = asked.path.match(/\/lab(?:\/workspaces\/[^/]+)?\/tree\/(.+)$/) ?? [];
    if (!path || !asked.hash.startsWith("#heading=")) return;
    await app.restored;
    await goTo(app, decodeURIComponent(path), asked.hash);
  }

  /** A page of feedback names a mistake's lecture and section: here they are links to the learner's own lecture. The
   *  page itself runs no script, and a link to a place on it would lead away from it. */
  function linkFeedback(app, widget) {
    const frame = widget.content?.node?.querySelector?.("iframe");
    if (!frame || !/(^|\/)feedback\//.test(widget.context.path)) return;
    const follow = async words => {
      const [file, section] = words.dataset.lecture.split("#");
      const path = decodeURIComponent(file);
      await app.serviceManager.contents.get(path, { content: false }); // fails for a lecture that is not here
      const link = words.ownerDocument.createElement("a");
      link.href = `${config.baseUrl}lab/tree/${words.dataset.lecture}`;
      link.textContent = words.textContent;
      link.addEventListener("click", event => {
        event.preventDefault();
        goTo(app, path, section ? `#${section}` : "");
      });
      words.replaceWith(link);
    };
    const prepare = () => {
      const page = frame.contentDocument;
      page?.querySelectorAll("[data-lecture]").forEach(words => follow(words).catch(() => undefined));
      page?.querySelectorAll("a[href^='#']").forEach(link => link.addEventListener("click", event => {
        event.preventDefault();
        page.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView();
      }));
    };
    frame.addEventListener("load", prepare);
    prepare();
  }

  /** The handles of ipywidgets' sliders have no names of their own: give each the label that stands beside it. */
  function nameSliders() {
    let isPlanned = false;
    const name = () => {
      isPlanned = false;
      for (const handle of document.querySelectorAll(".widget-slider .noUi-handle:not([aria-label])")) {
        const label = handle.closest(".widget-slider").querySelector(".widget-label")?.textContent.trim();
        if (label) handle.setAttribute("aria-label", label);
      }
    };
    new MutationObserver(() => {
      if (!isPlanned) isPlanned = Boolean(setTimeout(name, 200));
    }).observe(document.body, { childList: true, subtree: true });
  }

  /** In a narrow window a formula is wider than its cell: the cell's text can be reached by Tab, and scrolled by arrows. */
  function reachWideText() {
    let isPlanned = false;
    const reach = () => {
      isPlanned = false;
      for (const text of document.querySelectorAll(".jp-Notebook .jp-RenderedMarkdown")) {
        const isWide = text.scrollWidth > text.clientWidth;
        if (isWide === text.hasAttribute("tabindex")) continue;
        text.toggleAttribute("data-lm-suppress-shortcuts", isWide);
        if (isWide) text.tabIndex = 0;
        else text.removeAttribute("tabindex");
      }
    };
    const plan = () => {
      if (!isPlanned) isPlanned = Boolean(setTimeout(reach, 500));
    };
    new MutationObserver(plan).observe(document.body, { childList: true, subtree: true });
    window.addEventListener("resize", plan);
  }

  const isStart = widget => /^start(-page)?\.md$/.test(widget?.context?.path ?? "");

  const plugin = {
    id: `${NAME}:pages`,
    autoStart: true,
    activate: app => {
      addStyle();
      nameSliders();
      reachWideText();
      document.addEventListener("click", event => land(app, event), true);
      landAsAsked(app).catch(() => undefined);
      const known = new WeakSet();
      const meet = widget => {
        if (!widget?.context || known.has(widget)) return;
        known.add(widget);
        if (widget.content?.widgets && widget.sessionContext) {
          markTab(widget);
          widget.context.pathChanged.connect(() => markTab(widget));
          keepClean(widget);
        }
        linkFeedback(app, widget);
      };
      app.shell.layoutModified.connect(() => [...app.shell.widgets("main")].forEach(meet));
      app.shell.currentChanged.connect((_, { newValue }) => {
        meet(newValue);
        if (isStart(newValue)) refresh(newValue).catch(() => undefined);
      });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = { init: () => undefined, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
