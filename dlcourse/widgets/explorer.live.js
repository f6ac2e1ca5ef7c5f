const sliders = [...root.querySelectorAll("[data-control]")];
const choice = root.querySelector("[data-choice]");
const OPERATIONS = {
  absolute: Math.abs, add: (a, b) => a + b, divide: (a, b) => a / b, exp: Math.exp, greater: (a, b) => Number(a > b),
  heaviside: (a, b) => (a === 0 ? b : Number(a > 0)), hypot: Math.hypot, less_equal: (a, b) => Number(a <= b),
  log: Math.log, maximum: Math.max, minimum: Math.min, multiply: (a, b) => a * b, negative: (a) => -a,
  power: Math.pow, square: (a) => a * a, subtract: (a, b) => a - b, tanh: Math.tanh,
};

function apply(operation, inputs) {
  const many = inputs.find(Array.isArray);
  if (!many) return operation(...inputs);
  return many.map((_, k) => operation(...inputs.map((each) => (Array.isArray(each) ? each[k] : each))));
}

function run(program, given) {
  const found = [];
  for (const [name, ...rest] of program.operations) {
    if (name === "input") found.push(given[rest[0]]);
    else if (name === "constant") found.push(rest[0]);
    else if (name === "largest") found.push(Math.max(...found[rest[0]]));
    else found.push(apply(OPERATIONS[name], rest.map((index) => found[index])));
  }
  return program.outputs.map((index) => found[index]);
}

function format(number) {
  let rounded = number;
  if (Number.isInteger(number * 8) && !Number.isInteger(number * 4)) { // just between two: the even one, as in Python
    const below = Math.floor(number * 100);
    rounded = (below % 2 ? below + 1 : below) / 100;
  }
  const text = rounded.toFixed(2).replace("-", "−");
  return text === "−0.00" ? "0.00" : text;
}

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
