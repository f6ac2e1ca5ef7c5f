const walked = root.querySelector(".dl-walked");
const [back, again] = root.querySelectorAll("[data-back], [data-again]");
let way = []; // the frames and the buttons that led there

function draw() {
  const pressed = way.map((step) => step.button).join(", ");
  const counted = way.filter((step) => data.counted[step.frame]).length;
  const text = `${data.walked}: ${pressed || "–"}; ${data.count_of}: ${counted}`;
  walked.textContent = text;
  show(way.length ? way.at(-1).frame : 0, way.length ? text + ". " : "");
}

root.querySelectorAll("[data-move]").forEach((button, k) => {
  button.addEventListener("click", () => {
    const frame = way.length ? way.at(-1).frame : 0;
    way.push({ frame: data.following[data.states[frame]][k], button: button.textContent });
    draw();
  });
});
back.addEventListener("click", () => (way.pop(), draw()));
again.addEventListener("click", () => ((way = []), draw()));
draw();
