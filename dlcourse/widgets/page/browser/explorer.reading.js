const sliders = [...root.querySelectorAll("[data-control]")];
const network = root.querySelector("[data-network]");
show(0);
const [pixels, bars, digits, shares] = ["pixel", "bar", "digit", "share"].map((name) => [...svg.querySelectorAll(`.dl-${name}`)]);

const pressed = (amount) => (amount < 0.25 ? 1 : amount >= 0.75 ? 0.5 : 0);

function described(image, p, best, next, right, down) {
  const shifts = [];
  if (right) shifts.push(`${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`);
  if (down) shifts.push(`${Math.abs(down)} ${down > 0 ? "down" : "up"}`);
  const shift = shifts.length ? `, moved by ${shifts.join(" and ")}` : "";
  return `A picture of 8 by 8 pixels with ink in ${image.filter((each) => each > 0).length} of them${shift}. ` +
    `The network reads ${named(best)}, with ${percent(p[best])}; next comes ${named(next)}, with ${percent(p[next])}.`;
}

function respond() {
  const [right, down] = sliders.map((slider) => {
    slider.setAttribute("aria-valuetext", data.texts[slider.value]);
    slider.closest(".dl-row").querySelector("output").textContent = data.texts[slider.value];
    return data.moves[slider.value];
  });
  const image = moved(ink, right, down);
  const [, p] = run(data.programs[Number(network.querySelector(":checked").value)], [image]);
  const [best, next] = ranked(p);
  pixels.forEach((pixel, k) => pixel.setAttribute("fill-opacity", image[k]));
  bars.forEach((bar, k) => {
    bar.setAttribute("width", (p[k] * data.widest).toFixed(1));
    bar.setAttribute("fill-opacity", k === best ? 1 : 0.4);
    digits[k].setAttribute("font-weight", k === best ? "bold" : "normal");
    shares[k].textContent = k === best ? percent(p[k]) : "";
    shares[k].setAttribute("x", Number(bar.getAttribute("x")) + p[k] * data.widest + 8);
  });
  svg.querySelector(".dl-title").textContent = `The network gets this, and reads ${named(best)}`;
  show(0, "", described(image, p, best, next, right, down));
}

for (const control of [...sliders, network]) control.addEventListener("input", respond);
