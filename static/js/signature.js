// Signing with a finger or a mouse. What is kept is the points of the strokes, in a box of 600 x 200.
(() => {
  "use strict";
  const box = document.getElementById("kotak-tanda"), canvas = document.getElementById("tanda");
  const field = document.querySelector("[name=signature]"), paper = canvas.getContext("2d");
  const LONGEST = 19900, NEAR = 3;
  let path = field.value, last = null;

  const draw = () => {
    paper.clearRect(0, 0, canvas.width, canvas.height);
    paper.strokeStyle = getComputedStyle(canvas).color;
    paper.lineWidth = 4;
    paper.lineCap = paper.lineJoin = "round";
    paper.stroke(new Path2D(path));
  };
  const point = (event) => {
    const place = canvas.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(Math.max(value, 0), 1) * most);
    return [within((event.clientX - place.left) / place.width, 600), within((event.clientY - place.top) / place.height, 200)];
  };
  const add = (command, [x, y]) => {
    if (path.length > LONGEST) return;
    path += `${command}${x} ${y}`;
    last = [x, y];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    if (path.length > LONGEST) return;
    add("M", point(event));
    path += `L${last[0]} ${last[1]}`; // a dot is a stroke too
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [x, y] = point(event);
    if (Math.abs(x - last[0]) + Math.abs(y - last[1]) < NEAR) return;
    add("L", [x, y]);
    draw();
  });
  const lift = () => { last = null; field.value = path; };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  document.getElementById("hapus-tanda").addEventListener("click", () => { path = ""; lift(); draw(); });

  box.hidden = false;
  draw();
})();
