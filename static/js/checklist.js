// Forms with areas to tick: a few letters find one; the six questions of a promise tick while one types.
(() => {
  "use strict";
  const list = document.querySelector("[data-checks]");
  const form = (list ?? document.querySelector(".ticks"))?.closest("form");
  if (!form) return;
  const FEWEST_WORDS = 3; // as in app/commitments/promise.py
  const typed = (name) => form.elements[name]?.value.trim() ?? "";
  const ticked = () => form.querySelectorAll("[name=area_ids]:checked").length;
  const answers = {
    "siapa": () => typed("lead_agency_id"),
    "apa": () => typed("statement").split(/\s+/).length >= FEWEST_WORDS,
    "di-mana": () => typed("place") || ticked(),
    "berapa": () => typed("indicator") && typed("unit") && typed("target"),
    "kapan": () => typed("due"),
    "bukti": () => typed("proof"),
  };
  const look = () => {
    list?.querySelectorAll("[data-check]").forEach((row) => {
      const answered = Boolean(answers[row.dataset.check]());
      row.classList.toggle("answered", answered);
      row.querySelector("[data-state]").textContent = answered ? list.dataset.yes : list.dataset.no;
    });
    form.querySelectorAll("[data-ticked]").forEach((node) => {
      node.textContent = node.closest(".ticks").querySelectorAll("input:checked").length;
    });
  };
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  look(); // a browser that goes back fills in what was typed before

  // --- Fifty areas or a thousand: To'bulung is found by "tobulung".
  const plain = (text) => text.toLowerCase().replace(/[\s'’‘ʼ`-]/g, "");
  form.querySelectorAll(".ticks").forEach((box) => {
    const options = box.querySelector(".options");
    if (!options) return;
    const rows = [...options.children].map((row) => [row, plain(row.textContent)]);
    const find = Object.assign(document.createElement("input"), { type: "search", className: "tick-find", placeholder: box.dataset.find });
    find.setAttribute("aria-label", box.dataset.find);
    find.addEventListener("input", () => rows.forEach(([row, name]) => { row.hidden = !name.includes(plain(find.value)); }));
    find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    options.before(find);
  });
})();
