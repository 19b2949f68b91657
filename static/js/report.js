// The draft of a report goes to the server by itself, some seconds after one stops typing. The button does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  const state = document.getElementById("keadaan-draf");
  if (!form || !state) return;
  const QUIET = 3000, AGAIN = 10000; // milliseconds
  let timer = 0, typed = 0, clashed = false, busy = false;

  const plan = (after) => { clearTimeout(timer); if (!clashed) timer = setTimeout(keep, after); };
  const keep = async () => {
    if (busy) return plan(QUIET);
    busy = true;
    const seen = typed;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const { sentence, version } = await answer.json();
      state.textContent = sentence;
      clashed = answer.status === 409;
      if (version) form.elements.draft.value = version;
      state.className = clashed ? "fault" : "meta";
    } catch {
      state.textContent = state.dataset.failed;
      plan(AGAIN);
    } finally {
      busy = false;
      if (seen !== typed) plan(QUIET);
    }
  };
  const changed = () => {
    typed += 1;
    if (!clashed) state.textContent = state.dataset.typing;
    plan(QUIET);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => clearTimeout(timer));
})();
