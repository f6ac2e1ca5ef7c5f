// Figures and explorers know JupyterLab's sign of a dark page: keep it beside the theme's own.
const page = document.documentElement;

function follow() {
  const dark = page.dataset.theme === "dark"
    || (page.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.body.dataset.jpThemeLight = String(!dark);
}

document.addEventListener("DOMContentLoaded", () => {
  follow();
  new MutationObserver(follow).observe(page, { attributeFilter: ["data-theme"] });
  for (const summary of document.querySelectorAll("summary:has(.toctree-toggle)")) {
    summary.setAttribute("aria-label", `Pages of ${summary.closest("li").querySelector("a").textContent}`);
  }
});
