const walked = root.querySelector(".dl-walked");
const [back, again] = root.querySelectorAll("[data-back], [data-again]");
let way = []; // the places and the buttons that led there

function draw() {
  const pressed = way.map((step) => step.button).join(", ");
  const counted = way.filter((step) => data.counted[step.place]).length;
  const text = `${data.walked}: ${pressed || "–"}; ${data.count_of}: ${counted}`;
  walked.textContent = text;
  show(way.length ? way.at(-1).place : 0, way.length ? text + ". " : "");
}

root.querySelectorAll("[data-move]").forEach((button, k) => {
  button.addEventListener("click", () => {
    const place = way.length ? way.at(-1).place : 0;
    way.push({ place: data.following[data.states[place]][k], button: button.textContent });
    draw();
  });
});
back.addEventListener("click", () => (way.pop(), draw()));
again.addEventListener("click", () => ((way = []), draw()));
draw();
