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

function product(row, matrix) {
  return matrix[0].map((_, k) => row.reduce((sum, each, i) => sum + each * matrix[i][k], 0));
}

function run(program, given) {
  const found = [];
  for (const [name, ...rest] of program.operations) {
    if (name === "input") found.push(given[rest[0]]);
    else if (name === "constant") found.push(rest[0]);
    else if (name === "largest") found.push(Math.max(...found[rest[0]]));
    else if (name === "total") found.push(found[rest[0]].reduce((sum, each) => sum + each, 0));
    else if (name === "matmul") found.push(product(...rest.map((index) => found[index])));
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
