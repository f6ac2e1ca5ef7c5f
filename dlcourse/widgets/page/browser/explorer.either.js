(function (root) {
  const choice = root.querySelector(":scope > .dl-choice");
  const panels = [...root.querySelectorAll(":scope > .dl-panel")];
  root.dlSerial = window.dlExplorers = (window.dlExplorers || 0) + 1; // radios of two copies are two groups
  function show() {
    const at = Number(choice.querySelector(":checked").value);
    panels.forEach((panel, k) => (panel.hidden = k !== at));
  }
  for (const radio of choice.querySelectorAll("input")) {
    radio.name += "-" + root.dlSerial;
    radio.setAttribute("data-lm-suppress-shortcuts", "true"); // their keys are theirs, not JupyterLab's
  }
  choice.addEventListener("input", show);
  choice.hidden = false;
  show();
})(document.currentScript.closest(".dl-explorer"));
