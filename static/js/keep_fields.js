// Answers of a long form are kept on this device too, until the server has them (texts of several lines: app.js).
(() => {
  "use strict";
  const form = document.querySelector("form#isi-pemetaan");
  const { words, store } = window.sinergi ?? {};
  if (!form || !store) return;
  const key = `${words.user}:${new URL(form.action, location).pathname}:isian`;
  const SENT = "sinergi-fields-sent";
  const read = () => JSON.stringify([...new FormData(form)].filter(([name]) => !["csrf_token", "version"].includes(name) && !form.elements[name].matches?.("textarea")));
  const first = read();
  let timer = 0;
  const keep = () => { clearTimeout(timer); timer = 0; store.set(key, read()); };
  form.addEventListener("input", () => { timer ||= setTimeout(keep, 500); });
  window.addEventListener("pagehide", () => { if (timer) keep(); });
  const version = `${key}:${form.elements.version.value}`; // a saved form comes back with another one
  const sent = (() => { try { return sessionStorage.getItem(SENT); } catch { return null; } })();
  form.addEventListener("submit", () => { keep(); try { sessionStorage.setItem(SENT, version); } catch { /* forbidden */ } });
  if (sent?.startsWith(`${key}:`) && sent !== version && !form.querySelector("#kesalahan, #benturan")) store.drop(key);

  const kept = store.get(key);
  if (form.querySelector("#kesalahan, #benturan") || kept === null) return;
  if (kept === first) { store.drop(key); return; }
  const put = (fields) => fields.forEach(([name, value]) => { if (form.elements[name]) form.elements[name].value = value; });
  const box = document.createElement("div");
  box.className = "notice tone-warn draft-offer";
  box.setAttribute("role", "status");
  const text = document.createElement("span");
  text.textContent = `${words.found} ${words.kept}`;
  box.append(text);
  const choice = (label, act) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.addEventListener("click", () => { act(); box.remove(); });
    box.append(button);
  };
  choice(words.restore, () => put(JSON.parse(kept)));
  choice(words.discard, () => store.drop(key));
  form.before(box);
})();
