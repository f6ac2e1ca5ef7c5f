(async function (root, inside, packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data = await new Response(unpacked).json();
  root.querySelector(":scope > div").outerHTML = inside; // until here stood what is seen without a script
  const svg = root.querySelector(".dl-picture > svg");
  const layers = [...svg.children];
  const said = root.querySelector(".dl-said");
  let shown = [];
  let waiting;

  root.dlSerial = window.dlExplorers = (window.dlExplorers || 0) + 1; // radios of two copies are two groups
  for (const element of root.querySelectorAll("input, select, summary, button")) {
    if (element.type === "radio") element.name += "-" + root.dlSerial;
    element.setAttribute("data-lm-suppress-shortcuts", "true"); // their keys are theirs, not JupyterLab's
  }

  const picture = svg.parentElement;
  picture.setAttribute("data-lm-suppress-shortcuts", "true");
  const fit = () => { // one that is wider than the page is scrolled by the arrow keys, once Tab has come to it
    if (picture.scrollWidth > picture.clientWidth) picture.tabIndex = 0;
    else picture.removeAttribute("tabindex");
  };
  new ResizeObserver(fit).observe(picture);

  function show(index, before = "", after = data.parts[data.frames[index][0]]) {
    const frame = data.frames[index];
    layers.forEach((layer, k) => {
      if (frame[k + 1] !== shown[k + 1]) layer.innerHTML = frame[k + 1] === undefined ? "" : data.parts[frame[k + 1]];
    });
    shown = frame;
    const words = before + after;
    svg.setAttribute("aria-label", words);
    clearTimeout(waiting);
    waiting = setTimeout(() => (said.textContent = words), 700); // a screen reader hears where it came to rest
  }

  CONTROLS
  fit();
  said.textContent = "";
  clearTimeout(waiting);
  root.dataset.ready = "true";
})(document.currentScript.closest(".dl-explorer"), "INSIDE", "PACKED");
