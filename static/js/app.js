// Everything here is comfort: each page works without it.
(() => {
  "use strict";
  const words = document.getElementById("kata")?.dataset ?? {};
  const messages = () => document.getElementById("pesan");

  // --- Local copies of long texts: each half second of typing, gone after a confirmed save or sign-out.
  const PREFIX = "sinergi:";
  const store = {
    get: (key) => { try { return localStorage.getItem(PREFIX + key); } catch { return null; } },
    set: (key, text) => { try { localStorage.setItem(PREFIX + key, text); return true; } catch { return false; } },
    under: (prefix) => {
      try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + prefix)).map((key) => localStorage.getItem(key)); } catch { return []; }
    },
    drop: (key) => { try { localStorage.removeItem(PREFIX + key); } catch { /* storage is forbidden here */ } },
  };
  const keyOf = (area) => `${words.user}:${new URL(area.form.action, location).pathname}:${area.name}`;
  const areasOf = (form) => [...form.querySelectorAll("textarea")];
  const timers = new Map(); // of the texts that changed since their last copy
  let leaving = false;

  const say = (area, text) => {
    let line = area.parentElement.querySelector(".draft-state");
    if (!line) {
      line = document.createElement("p");
      line.className = "meta draft-state";
      area.after(line);
    }
    line.textContent = text;
  };
  const clock = () => new Date().toTimeString().slice(0, 5).replace(":", ".");

  const rest = (area) => { clearTimeout(timers.get(area)); timers.delete(area); };
  const keep = (area) => {
    rest(area);
    const kept = !leaving && store.set(keyOf(area), area.value);
    if (kept) say(area, `${words.kept} ${clock()}`);
    return kept;
  };
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("form[method=post] textarea") || timers.has(target)) return;
    timers.set(target, setTimeout(keep, 500, target));
  });
  window.addEventListener("pagehide", () => [...timers.keys()].forEach(keep));
  // Who signs out leaves nothing here; on the window, because whoever asks first may still say no.
  window.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/keluar" && !event.defaultPrevented) leaving = true;
  });

  // A copy goes straight into an empty field. Where something else stands already, one choice is offered.
  const offer = (area) => {
    const kept = store.get(keyOf(area));
    if (kept === null) return;
    const draft = area.form.dataset.draft;
    const [here, there] = [kept.trim(), area.value.trim()];
    if (here === there || (draft && there.startsWith(here))) {
      // What was sent back as wrong or outdated stands in the field, but nowhere else.
      if (!here || !area.form.querySelector("#kesalahan, #benturan")) store.drop(keyOf(area));
      return;
    }
    if (!there || (draft && here.startsWith(there))) { area.value = kept; say(area, words.restored); return; }
    if (area.parentElement.querySelector(".draft-offer")) return;
    const box = document.createElement("div");
    box.className = "notice tone-warn draft-offer";
    box.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = `${words.found} “${kept.slice(0, 80)}${kept.length > 80 ? "…" : ""}”`;
    box.append(text);
    const choice = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", () => { act(); box.remove(); area.focus(); });
      box.append(button);
    };
    choice(words.restore, () => { area.value = kept; });
    choice(draft ? `${words.server} ${draft}` : words.discard, () => store.drop(keyOf(area)));
    area.before(box);
  };
  const offerAll = (root) => root.querySelectorAll("form[method=post] textarea").forEach(offer);

  // A plain submit is confirmed by the next page's message of success, an htmx submit by its answer.
  const SENT = "sinergi-sent";
  document.addEventListener("submit", ({ target }) => {
    if (target.matches(".line-add")) return; // minutes.js sends it
    const keys = areasOf(target).map((area) => { keep(area); return keyOf(area); });
    if (keys.length && !(window.htmx && target.hasAttribute("hx-post"))) try { sessionStorage.setItem(SENT, JSON.stringify(keys)); } catch { /* forbidden */ }
  }, true);
  const confirmSent = () => {
    try {
      const keys = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
      if (messages()?.querySelector(".tone-ok")) keys.forEach(store.drop);
      sessionStorage.removeItem(SENT);
    } catch { /* forbidden */ }
  };
  const forget = (area) => { rest(area); store.drop(keyOf(area)); };
  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement: form, response } = event.detail.ctx;
    if (response.status >= 500 && !response.headers.has("HX-Reswap")) {
      event.preventDefault(); // not from us, but from what stands before the server: no region is replaced by it
      unreachable();
    } else if (form.matches?.("form[method=post]") && response.status < 300) areasOf(form).forEach(forget);
  });

  // --- No network: say so, keep everything where it is.
  const unreachable = () => {
    const note = document.createElement("p");
    note.className = "notice tone-danger";
    note.setAttribute("role", "alert");
    note.textContent = words.offline;
    messages()?.replaceChildren(note);
  };
  document.addEventListener("htmx:error", unreachable);

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status >= 400) document.querySelector("#kesalahan, #benturan")?.focus();
    offerAll(document);
  });

  // --- Menus close on Escape and on a click elsewhere.
  const closeMenus = (except) =>
    document.querySelectorAll("details.menu[open], details.menu-more[open]").forEach((menu) => {
      if (!menu.contains(except)) menu.open = false;
    });
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") closeMenus(); });
  document.addEventListener("click", ({ target }) => {
    closeMenus(target);
    if (target.closest?.("[data-print]")) window.print();
  });

  // --- The bell tells what came since; nothing is asked while nobody looks.
  const bell = document.querySelector(".bell");
  if (bell) setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/pemberitahuan/jumlah", { headers: { "HX-Request": "true", "If-None-Match": `"${bell.dataset.count}"` } });
      if (answer.status !== 200) return;
      bell.innerHTML = await answer.text();
      bell.dataset.count = answer.headers.get("ETag").match(/\d+/)[0];
    } catch { /* no network just now: the next look comes soon */ }
  }, 90000);

  window.sinergi = { words, store, say, clock, keep, forget, offerAll };
  confirmSent();
  offerAll(document);
})();
