(async function (root, inside, packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { parts, frames, counts, texts } = await new Response(unpacked).json();
  root.querySelector(":scope > div").outerHTML = inside; // until here stood what is seen without a script
  const controls = [...root.querySelectorAll("[data-control]")];
  const svg = root.querySelector(".dl-picture > svg");
  const layers = [...svg.children];
  const said = root.querySelector(".dl-said");
  let shown = [];
  let waiting;

  root.dlSerial = window.dlExplorers = (window.dlExplorers || 0) + 1; // radios of two copies are two groups
  for (const radio of root.querySelectorAll("input[type=radio]")) radio.name += "-" + root.dlSerial;

  function position(control) {
    if (control.type === "checkbox") return Number(control.checked);
    if (control.tagName === "FIELDSET") return Number(control.querySelector(":checked").value);
    return Number(control.value);
  }

  function draw() {
    let index = 0;
    controls.forEach((control, k) => {
      const at = position(control);
      index = index * counts[k] + at;
      if (control.type !== "range") return;
      control.setAttribute("aria-valuetext", texts[k][at]);
      control.closest(".dl-row").querySelector("output").textContent = texts[k][at];
    });
    const frame = frames[index];
    layers.forEach((layer, k) => {
      if (frame[k + 1] !== shown[k + 1]) layer.innerHTML = frame[k + 1] === undefined ? "" : parts[frame[k + 1]];
    });
    shown = frame;
    const words = parts[frame[0]];
    svg.setAttribute("aria-label", words);
    clearTimeout(waiting);
    waiting = setTimeout(() => (said.textContent = words), 700); // a screen reader hears where it came to rest
  }

  root.addEventListener("input", draw);
  for (const element of root.querySelectorAll("input, select, summary")) {
    element.setAttribute("data-lm-suppress-shortcuts", "true"); // their keys are theirs, not JupyterLab's
  }
  draw();
  said.textContent = "";
  clearTimeout(waiting);
  root.dataset.ready = "true";
})(document.currentScript.closest(".dl-explorer"), "INSIDE", "PACKED");
