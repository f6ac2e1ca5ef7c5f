// Figures and explorers know JupyterLab's sign of a dark page: keep it beside the theme's own.
const page = document.documentElement;

function follow() {
  const dark = page.dataset.theme === "dark"
    || (page.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.body.dataset.jpThemeLight = String(!dark);
}

// Long explorers lie in files: one is loaded when it comes near, all when the page has time, so that it prints whole.
function load(script) {
  if (!script.dataset.later) return;
  const live = document.createElement("script");
  live.src = script.dataset.later;
  delete script.dataset.later;
  script.after(live);
}

function loadLater() {
  const later = [...document.querySelectorAll("script[data-later]")];
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) load(later[boxes.indexOf(one.target)]);
  }, { rootMargin: "1500px" });
  const boxes = later.map((script) => script.parentElement);
  boxes.forEach((box) => near.observe(box));
  const whenIdle = window.requestIdleCallback || ((work) => setTimeout(work, 1000));
  addEventListener("load", () => later.forEach((script) => whenIdle(() => load(script))));
  addEventListener("beforeprint", () => later.forEach(load));
  addEventListener("beforeprint", () => { // nobody can unfold an answer on paper
    for (const fold of document.querySelectorAll(".bd-article details")) fold.open = true;
  });
}

document.addEventListener("DOMContentLoaded", () => {
  follow();
  loadLater();
  new MutationObserver(follow).observe(page, { attributeFilter: ["data-theme"] });
  for (const summary of document.querySelectorAll("summary:has(.toctree-toggle)")) {
    summary.setAttribute("aria-label", `Pages of ${summary.closest("li").querySelector("a").textContent}`);
  }
});
