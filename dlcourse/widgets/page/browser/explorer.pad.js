const SIZE = 8;
const cells = [...root.querySelectorAll(".dl-drawing button")];
const chosen = root.querySelector("[data-from]");
let ink = [];

function moved(image, right, down) {
  return image.map((_, k) => {
    const [row, column] = [Math.floor(k / SIZE) - down, (k % SIZE) - right];
    return row >= 0 && row < SIZE && column >= 0 && column < SIZE ? image[row * SIZE + column] : 0;
  });
}

const percent = (p) => (Math.floor(1000 * p) / 10).toFixed(1) + "%";
const named = (digit) => (digit === 8 ? "an " : "a ") + digit;
const ranked = (p) => p.map((_, k) => k).sort((one, other) => p[other] - p[one] || other - one);

function paint() {
  cells.forEach((cell, k) => {
    cell.style.setProperty("--ink", `${100 * ink[k]}%`);
    const name = `row ${Math.floor(k / SIZE) + 1}, column ${(k % SIZE) + 1}`;
    cell.setAttribute("aria-label", `${name}: ink ${Number(ink[k].toPrecision(2))}`);
  });
}

function replaced(image, k, amount) {
  return image.map((each, i) => (i === k ? amount : each));
}

function change(image) {
  ink = image;
  paint();
  respond();
}

function begin() {
  change([...data.images[chosen.value]]);
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

cells.forEach((cell, k) => cell.addEventListener("click", () => change(replaced(ink, k, pressed(ink[k])))));
root.querySelector(".dl-drawing").addEventListener("keydown", go);
root.querySelector("[data-again]").addEventListener("click", begin);
chosen.addEventListener("input", begin);
begin();
