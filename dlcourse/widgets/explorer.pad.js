const SIZE = 8;
const cells = [...root.querySelectorAll(".dl-drawing button")];
const sliders = [...root.querySelectorAll("[data-control]")];
const [chosen, network] = ["[data-from]", "[data-network]"].map((mark) => root.querySelector(mark));
const [pixels, bars, digits, shares] = ["pixel", "bar", "digit", "share"].map((name) => [...svg.querySelectorAll(`.dl-${name}`)]);
let ink = [];

function moved(right, down) {
  return ink.map((_, k) => {
    const [row, column] = [Math.floor(k / SIZE) - down, (k % SIZE) - right];
    return row >= 0 && row < SIZE && column >= 0 && column < SIZE ? ink[row * SIZE + column] : 0;
  });
}

const percent = (p) => (Math.floor(1000 * p) / 10).toFixed(1) + "%";
const named = (digit) => (digit === 8 ? "an " : "a ") + digit;

function described(image, p, best, next, right, down) {
  const shifts = [];
  if (right) shifts.push(`${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`);
  if (down) shifts.push(`${Math.abs(down)} ${down > 0 ? "down" : "up"}`);
  const shift = shifts.length ? `, moved by ${shifts.join(" and ")}` : "";
  return `A picture of 8 by 8 pixels with ink in ${image.filter((each) => each > 0).length} of them${shift}. ` +
    `The network reads ${named(best)}, with ${percent(p[best])}; next comes ${named(next)}, with ${percent(p[next])}.`;
}

function draw() {
  cells.forEach((cell, k) => {
    cell.style.setProperty("--ink", `${100 * ink[k]}%`);
    const name = `row ${Math.floor(k / SIZE) + 1}, column ${(k % SIZE) + 1}`;
    cell.setAttribute("aria-label", `${name}: ink ${Number(ink[k].toPrecision(2))}`);
  });
  const [right, down] = sliders.map((slider) => {
    slider.setAttribute("aria-valuetext", data.texts[slider.value]);
    slider.closest(".dl-row").querySelector("output").textContent = data.texts[slider.value];
    return data.moves[slider.value];
  });
  const image = moved(right, down);
  const [p] = run(data.programs[Number(network.querySelector(":checked").value)], [image]);
  const order = p.map((_, k) => k).sort((one, other) => p[other] - p[one] || other - one);
  pixels.forEach((pixel, k) => pixel.setAttribute("fill-opacity", image[k]));
  bars.forEach((bar, k) => {
    bar.setAttribute("width", (p[k] * data.widest).toFixed(1));
    bar.setAttribute("fill-opacity", k === order[0] ? 1 : 0.4);
    digits[k].setAttribute("font-weight", k === order[0] ? "bold" : "normal");
    shares[k].textContent = k === order[0] ? percent(p[k]) : "";
    shares[k].setAttribute("x", Number(bar.getAttribute("x")) + p[k] * data.widest + 8);
  });
  svg.querySelector(".dl-title").textContent = `The network gets this, and reads ${named(order[0])}`;
  show(0, "", described(image, p, order[0], order[1], right, down));
}

function begin() {
  ink = [...data.images[chosen.value]];
  draw();
}

function press(k) {
  ink[k] = ink[k] < 0.25 ? 1 : ink[k] >= 0.75 ? 0.5 : 0;
  draw();
}

function go(event) {
  const at = cells.indexOf(event.target);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -SIZE, ArrowDown: SIZE }[event.key];
  if (at < 0 || !step) return;
  event.preventDefault();
  const next = at + step;
  const leaves = Math.abs(step) === 1 && Math.floor(at / SIZE) !== Math.floor(next / SIZE);
  if (!cells[next] || leaves) return;
  cells[at].tabIndex = -1;
  cells[next].tabIndex = 0;
  cells[next].focus();
}

cells.forEach((cell, k) => cell.addEventListener("click", () => press(k)));
root.querySelector(".dl-drawing").addEventListener("keydown", go);
root.querySelector("[data-again]").addEventListener("click", begin);
chosen.addEventListener("input", begin);
for (const control of [...sliders, network]) control.addEventListener("input", draw);
begin();
