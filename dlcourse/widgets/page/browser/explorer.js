const controls = [...root.querySelectorAll("[data-control]")];

function position(control) {
  if (control.type === "checkbox") return Number(control.checked);
  if (control.tagName === "FIELDSET") return Number(control.querySelector(":checked").value);
  return Number(control.value);
}

function draw() {
  let index = 0;
  controls.forEach((control, k) => {
    const at = position(control);
    index = index * data.counts[k] + at;
    if (control.type !== "range") return;
    control.setAttribute("aria-valuetext", data.texts[k][at]);
    control.closest(".dl-row").querySelector("output").textContent = data.texts[k][at];
  });
  show(index);
}

root.addEventListener("input", draw);
draw();
