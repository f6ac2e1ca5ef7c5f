const sliders = [...root.querySelectorAll("[data-control]")];
const choice = root.querySelector("[data-choice]");

function filled(template, numbers) {
  return template.replace(/\{(\d+)\}/g, (_, k) => format(numbers[k])).replaceAll("+ −", "− ");
}

function draw() {
  const at = choice ? Number(choice.querySelector(":checked").value) : 0;
  const given = sliders.map((slider, k) => {
    const text = data.texts[k][slider.value];
    slider.setAttribute("aria-valuetext", text);
    slider.closest(".dl-row").querySelector("output").textContent = text;
    return data.values[k][slider.value];
  });
  const numbers = run(data.programs[at], given);
  show(at, "", filled(data.words[at], numbers));
  for (const text of svg.querySelectorAll("[data-text]")) text.textContent = filled(text.dataset.text, numbers);
  for (const group of svg.querySelectorAll("[data-faint]")) {
    group.classList.toggle("dl-faint", Math.abs(numbers[group.dataset.faint]) <= Number(group.dataset.size));
  }
  for (const path of svg.querySelectorAll("[data-x]")) {
    const [width, height] = ["width", "height"].map((side) => path.parentNode[side].baseVal.value);
    const [x, y] = [numbers[path.dataset.x], numbers[path.dataset.y]].map((each) => [each].flat());
    const points = y.map((up, k) => `${(x[k] * width).toFixed(1)} ${((1 - up) * height).toFixed(1)}`);
    path.setAttribute("d", "M" + points.join("L") + (points.length === 1 ? "h0" : ""));
  }
}

root.addEventListener("input", draw);
draw();
