show(0);
const sides = [...svg.querySelectorAll(".dl-side")].map((side) => ({
  width: Number(side.dataset.width),
  ...Object.fromEntries(["bar", "mark", "number"].map((name) => [name, [...side.querySelectorAll(`.dl-${name}`)]])),
}));
const original = () => data.images[chosen.value];
const respondTo = (image) => run(data.programs[0], [image]);

const pressed = (amount) => (amount ? 0 : 1);

function withoutACell(image) {
  const digit = ranked(respondTo(original())[1])[0];
  const tries = image.flatMap((amount, k) => (amount ? [replaced(image, k, 0)] : []));
  const shares = tries.map((each) => respondTo(each)[1][digit]);
  return tries[shares.indexOf(Math.max(...shares))] ?? image;
}

function units(values, fits) {
  return values.flatMap((value, j) => (fits(value, j) ? [j + 1] : [])).join(", ") || "no unit";
}

function described([hiddenBefore, before], [hidden, p]) {
  const [[first, second], [was]] = [ranked(p), ranked(before)];
  const firing = hidden.flatMap((value, j) => (value > 0 ? [`${j + 1} (${format(value)})`] : [])).join(", ");
  return `The network reads ${named(first)}, with ${percent(p[first])}; next comes ${named(second)}, with ` +
    `${percent(p[second])}. The picture as it was chosen is read as ${named(was)}, with ${percent(before[was])}. ` +
    `Hidden units that fire: ${firing || "no unit"}. Switched on by the change: ` +
    `${units(hidden, (value, j) => value > 0 && hiddenBefore[j] <= 0)}; switched off: ` +
    `${units(hidden, (value, j) => value <= 0 && hiddenBefore[j] > 0)}.`;
}

function drawSide(side, before, now, limit, write) {
  side.bar.forEach((bar, k) => {
    const left = Number(bar.getAttribute("x"));
    bar.setAttribute("width", ((now[k] / limit) * side.width).toFixed(1));
    side.mark[k].setAttribute("transform", `translate(${(left + (before[k] / limit) * side.width).toFixed(1)} 0)`);
    side.number[k].textContent = now[k] >= 0.01 ? write(now[k]) : "";
  });
}

function respond() {
  const [before, now] = [respondTo(original()), respondTo(ink)];
  const best = ranked(now[1])[0];
  drawSide(sides[0], before[0], now[0], Math.max(6.5, 1.3 * Math.max(...before[0], ...now[0])), format);
  drawSide(sides[1], before[1], now[1], 1.35, percent);
  svg.querySelector(".dl-title").textContent = `It reads ${named(best)}, with ${percent(now[1][best])}`;
  show(0, "", described(before, now));
}

for (const button of root.querySelectorAll("[data-right]")) {
  button.addEventListener("click", () => change(moved(ink, Number(button.dataset.right), Number(button.dataset.down))));
}
root.querySelector("[data-negative]").addEventListener("click", () => change(ink.map((amount) => 1 - amount)));
root.querySelector("[data-rub]").addEventListener("click", () => change(withoutACell(ink)));
