// Typing minutes. Each line is sent by itself, waits here while it cannot be sent, and is never lost.
(() => {
  "use strict";
  const board = () => document.getElementById("notula"); // replaced when another agenda item is typed under
  if (!board()) return;
  const on = (name, act) => document.addEventListener(name, (event) => {
    if (event.target.closest?.("#notula")) act(event);
  });
  const { words, store, say, clock, keep: copy, forget } = window.sinergi;
  const says = document.getElementById("kata-notula").dataset;
  const entry = () => board().querySelector(".line-add");
  const field = () => entry()?.elements.text;
  const make = (tag, name, text = "") => {
    const node = document.createElement(tag);
    node.className = name;
    node.textContent = text;
    return node;
  };
  const fragment = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  };

  // --- Asking the server, for 15 seconds: what is asked twice is done once. A form that is older than the session gets the new token once; who signed in must be the same.
  const ask = (url, fields) => fetch(url, {
    method: fields ? "POST" : "GET",
    body: fields && new URLSearchParams([...fields, ["csrf_token", document.querySelector("[name=csrf_token]").value]]),
    headers: { "HX-Request": "true" },
    signal: AbortSignal.timeout(15000),
  });
  const renew = async () => {
    const answer = await ask("/token");
    if (!answer.ok) return false;
    const { user, token } = await answer.json();
    if (String(user) !== words.user) return false;
    document.querySelectorAll("[name=csrf_token]").forEach((input) => { input.value = token; });
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
    return true;
  };
  const send = async (url, fields) => {
    const answer = await ask(url, fields);
    return answer.status === 400 && await renew() ? ask(url, fields) : answer;
  };

  // --- The lines that wait: on this device until the server has confirmed them.
  const PLACE = `${words.user}:antrean:${board().dataset.follow}`;
  const queue = store.under(PLACE).map((text) => JSON.parse(text)).sort((one, other) => one.at - other.at);
  const panel = document.getElementById("antrean");
  let forbidden = !store.set("coba", ""); // true where nothing can be kept on this device
  store.drop("coba");
  const keyOf = (line) => `${PLACE}:${line.fields.find(([name]) => name === "key")[1]}`;
  const keep = (line) => {
    queue.push(line);
    if (!store.set(keyOf(line), JSON.stringify(line))) forbidden = true;
  };
  const drop = (line) => {
    if (queue.includes(line)) queue.splice(queue.indexOf(line), 1);
    store.drop(keyOf(line));
    draw();
  };

  const button = (label, act) => {
    const node = make("button", "button", label);
    node.type = "button";
    node.addEventListener("click", act);
    return node;
  };
  const draw = () => {
    board().querySelectorAll(".pending").forEach((node) => node.remove());
    queue.forEach((line) => {
      const node = make("li", "pending");
      const body = make("div", "line-body");
      body.append(make("p", "prose", line.text), make("p", "meta", line.why || says.sending));
      node.append(make("span", "line-number", "…"), body);
      document.getElementById(line.list)?.append(node);
    });
    const stuck = queue.some((line) => line.why) ? queue : [];
    panel.hidden = !stuck.length;
    const rows = make("ul", "stack");
    stuck.forEach((line) => {
      const row = make("li", "");
      const acts = make("p", "actions");
      acts.append(
        button(says.send, () => { line.why = ""; line.stopped = false; pump(); }),
        button(says.change, () => takeBack(line)), button(words.discard, () => drop(line)),
      );
      [...acts.children].forEach((each) => { each.disabled = line === flying; }); // on its way: too late for another wish
      row.append(make("p", "prose", line.text), make("p", "meta", line.why || says.waiting), acts);
      rows.append(row);
    });
    const head = make("p", "", `${stuck.length} ${says.unsent}`);
    if (stuck.some((line) => line.signIn)) {
      const link = make("a", "", says.signIn);
      Object.assign(link, { href: "/masuk", target: "_blank" });
      head.append(" ", link);
    }
    if (stuck.length && forbidden) rows.append(make("li", "meta", says.forbidden));
    panel.replaceChildren(head, rows);
  };
  window.addEventListener("beforeunload", (event) => { if (forbidden && queue.length) event.preventDefault(); });
  const takeBack = (line) => {
    if (!field() || field().value.trim()) { field()?.focus(); return; }
    for (const [name, value] of line.fields) {
      for (const input of [entry().elements[name]].flatMap((x) => (x instanceof RadioNodeList ? [...x] : x ?? []))) {
        if (["radio", "checkbox"].includes(input.type)) input.checked ||= input.value === value;
        else if (name !== "key") input.value = value;
      }
    }
    copy(field());
    drop(line);
    openWork();
    field().focus();
  };

  let pumping = false;
  let flying = null; // the line that is on its way
  let pause = 0;
  const pump = async () => {
    if (pumping) return;
    pumping = true;
    clearTimeout(pause);
    try {
      for (let line; (line = queue.find((each) => !each.stopped));) {
        await drafting;
        flying = line;
        draw();
        const wait = await deliver(line);
        flying = null;
        if (wait) { pause = setTimeout(pump, wait); break; }
      }
    } finally { pumping = false; flying = null; }
    draw();
  };
  // Returns after how many milliseconds to try again, 0 when this line is settled one way or the other.
  const deliver = async (line) => {
    let answer, content;
    try {
      answer = await send(line.url, line.fields);
      content = fragment(await answer.text());
    } catch { line.why = says.offline; return 4000; }
    line.signIn = answer.status === 401;
    if (answer.ok) {
      const node = content.querySelector("li[id^=butir-]");
      if (!node) { line.why = says.offline; return 4000; } // a hotel's network that wants a click first, for one
      put(node, line);
      drop(line);
      state(says.saved);
      return 0;
    }
    if (answer.status === 401 || answer.status === 400) { line.why = says.session; return 4000; }
    if (answer.status >= 500 || answer.status === 429) { line.why = says.busy; return 5000; }
    const form = content.querySelector(".line-add");
    if (form && field() && !field().value.trim() && entry().getAttribute("action") === line.url) {
      entry().replaceWith(form);
      copy(field());
      drop(line);
      prepare();
      (document.getElementById("kesalahan") ?? field()).focus();
      return 0;
    }
    line.stopped = true;
    line.why = content.querySelector(".notice li, .notice span, .notice p")?.textContent.trim() || says.refused;
    return 0;
  };
  let acts = 0; // how often the lines changed here: a look at them from before is outdated
  let tag = ""; // what the last look at all lines was of
  const acted = () => { acts += 1; tag = ""; };
  const put = (node, line) => {
    acted();
    const present = document.getElementById(node.id);
    const list = document.getElementById(line.list);
    if (present) present.replaceWith(node);
    else list?.insertBefore(node, list.querySelector(".pending"));
    window.htmx.process(node);
  };
  const state = (text) => field() && say(field(), `${text} ${clock()}`);

  // --- A new line leaves the form at once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action") === "/keluar" && queue.length && !confirm(says.leave)) event.preventDefault();
    if (!form.matches(".line-add")) return;
    event.preventDefault();
    prefix(true);
    const text = field().value.trim();
    if (!text) { field().focus(); return; }
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
    keep({ url: form.getAttribute("action"), list: `butir-acara-${form.dataset.item}`, fields, text, why: "", at: Date.now() });
    clear(form);
    pump();
  });
  const clear = (form) => {
    clearTimeout(beats.get(field()));
    beats.delete(field());
    forget(field());
    form.querySelectorAll("#kesalahan, .fault, .draft-offer").forEach((node) => node.remove());
    form.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = false; });
    for (const name of ["text", "due", "target", "unit"]) form.elements[name].value = "";
    form.elements.key.value = Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16)).join("");
    kind("note");
    field().focus();
  };

  // --- The server keeps a draft too, at least every three seconds while somebody types.
  const beats = new Map();
  let drafting = Promise.resolve();
  const draft = (area) => {
    beats.delete(area);
    if (!area.isConnected) return; // saved meanwhile
    if (!copy(area)) forbidden = true;
    drafting = send("/draf", [["place", new URL(area.form.action).pathname], ["key", area.form.elements.key?.value ?? ""], ["text", area.value]])
      .then(({ ok }) => ok, () => false)
      .then((ok) => {
        const there = forbidden ? says.serverOnly : says.drafted;
        say(area, `${ok ? there : forbidden ? says.forbidden : words.kept} ${clock()}`);
      });
  };
  on("input", ({ target }) => {
    if (target.tagName !== "TEXTAREA") return;
    if (target === field()) prefix(false);
    if (!beats.has(target)) beats.set(target, setTimeout(draft, 2500, target));
  });

  // --- Kinds: a leading mark or the buttons; work opens the fields it needs.
  const MARKS = { "!": "decision", "+": "task", "#": "commitment" };
  const kind = (value) => {
    entry().querySelector(`[name=kind][value=${value}]`).checked = true;
    openWork();
  };
  const chosen = () => entry().elements.kind.value;
  const isWork = () => ["commitment", "task"].includes(chosen());
  const openWork = () => { entry().querySelector(".line-work").open = isWork(); };
  const prefix = (whole) => {
    const found = field().value.match(/^([!+#])\s*([^\d\s])/);
    if (!found || chosen() !== "note" || (!whole && field().value.length < 2)) return;
    field().value = field().value.slice(1).trimStart();
    kind(MARKS[found[1]]);
  };
  on("change", ({ target }) => { if (target.name === "kind" && target.form === entry()) openWork(); });
  const missing = () => {
    const form = entry();
    if (!isWork()) return null;
    if (!form.querySelector("[name=agencies]:checked")) return form.querySelector(".agency-find");
    return form.elements.due.value ? null : form.elements.due;
  };
  // Forty agencies: a few letters find one, Enter ticks it.
  const prepare = () => {
    board().querySelectorAll(".line-work .options").forEach((options) => {
      if (!options.querySelector("[type=checkbox]") || options.previousElementSibling?.matches(".agency-find")) return;
      const find = Object.assign(make("input", "agency-find"), { type: "search", placeholder: says.find });
      find.setAttribute("aria-label", says.find);
      const rows = [...options.children];
      const match = () => rows.filter((row) => row.textContent.toLowerCase().includes(find.value.trim().toLowerCase()));
      find.addEventListener("input", () => { const kept = match(); rows.forEach((row) => { row.hidden = !kept.includes(row); }); });
      find.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        if (find.value.trim() && match()[0]) {
          const box = match()[0].querySelector("input");
          box.checked = true;
          find.value = "";
          rows.forEach((row) => { row.hidden = false; });
          box.scrollIntoView({ block: "nearest" });
        } else (missing() ?? field()).focus();
      });
      options.before(find);
    });
    entry()?.querySelector("[data-shortcuts]")?.removeAttribute("hidden");
  };

  // --- Keys.
  const shortcuts = document.getElementById("pintasan");
  const lines = () => [...board().querySelectorAll("li[tabindex]")];
  const press = (line, name) => document.getElementById(`${name}-${line.id.slice(6)}`)?.click();
  let back = "";
  const keys = {
    ArrowUp: (line, event) => (event.altKey ? (back = line.id, press(line, "naik")) : lines()[lines().indexOf(line) - 1]?.focus()),
    ArrowDown: (line, event) => (event.altKey ? (back = line.id, press(line, "turun")) : (lines()[lines().indexOf(line) + 1] ?? field())?.focus()),
    Enter: (line) => press(line, "ubah"),
    Delete: (line) => { back = `urung-${line.id.slice(6)}`; press(line, "hapus"); },
    Escape: () => field()?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    const typing = target.matches("input, select, textarea");
    if (key === "?" && (!typing || (target === field() && !target.value))) { event.preventDefault(); shortcuts.showModal(); return; }
    if (target.matches("#notula li[tabindex]") && keys[key]) { event.preventDefault(); keys[key](target, event); return; }
    if (target === field() && key === "ArrowUp" && !target.value) { event.preventDefault(); lines().at(-1)?.focus(); return; }
    if (target === field() && key === "Backspace" && !target.value) kind("note");
    const sends = (target === field() && !event.shiftKey) || (target.form === entry() && target.matches("[name=due], [name=target], [name=unit]"));
    if (key !== "Enter" || event.isComposing || !sends) {
      if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches(".line-change textarea")) target.form.requestSubmit();
      return;
    }
    event.preventDefault();
    prefix(true);
    const next = missing();
    if (next) { openWork(); next.focus(); } else entry().requestSubmit();
  });
  document.addEventListener("click", ({ target }) => { if (target.closest("[data-shortcuts]")) shortcuts.showModal(); });
  // Who undoes, saves or gives up the change of a line with the keyboard stands on that line again.
  on("click", ({ target }) => {
    const tool = target.closest("[id^=urung-], .line-change .actions a")?.closest("li");
    if (tool) back = tool.id;
  });
  on("submit", ({ target }) => { if (target.matches(".line-change")) back = target.closest("li").id; });
  document.addEventListener("htmx:after:swap", () => {
    acted();
    lines().forEach((line) => { if (document.getElementById(line.id) !== line) line.remove(); }); // a look was faster
    prepare();
    draw();
    if (back) { document.getElementById(back)?.focus(); back = ""; }
    const open = document.activeElement;
    if (open.matches(".line-change textarea")) open.setSelectionRange(open.value.length, open.value.length);
  });

  // --- Preset phrases go where the cursor stands in the line being typed.
  document.addEventListener("click", ({ target }) => {
    const phrase = target.closest("[data-phrase]")?.dataset.phrase;
    if (!phrase || !field()) return;
    field().setRangeText(phrase, field().selectionStart, field().selectionEnd, "end");
    field().focus();
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });

  // --- Dragging a line by its number.
  let dragged = null;
  on("pointerdown", ({ target }) => {
    const line = target.closest(".line-number")?.closest("li[tabindex]");
    if (line) line.draggable = true;
  });
  on("dragstart", ({ target }) => { dragged = target; });
  on("dragover", (event) => { if (dragged && event.target.closest("ol") === dragged.parentElement) event.preventDefault(); });
  on("drop", async (event) => {
    const line = dragged;
    dragged = null;
    if (!line) return;
    event.preventDefault();
    line.draggable = false;
    const over = event.target.closest("li[tabindex]");
    const list = line.parentElement;
    if (over === line || event.target.closest("ol") !== list) return;
    const box = over?.getBoundingClientRect();
    const before = over && event.clientY > box.top + box.height / 2 ? over.nextElementSibling : over;
    try {
      const answer = await send(`/rapat/butir/${line.id.slice(6)}/pindah`, [["sebelum", before?.id?.slice(6) ?? ""]]);
      const content = fragment(await answer.text());
      acted();
      if (answer.ok) reconcile(content);
      else state(content.querySelector(".notice")?.textContent.trim() || says.busy);
    } catch { state(says.offline); }
  });
  on("dragend", ({ target }) => { target.draggable = false; dragged = null; });

  // --- What others type appears within ten seconds; a line that is being changed here is left alone.
  const seen = new Map();
  const reconcile = (content) => content.querySelectorAll("ol[data-item]").forEach((fresh) => {
    const list = document.getElementById(fresh.id);
    if (!list) {
      document.getElementById("pesan").replaceChildren(make("p", "notice tone-info", says.agenda));
      return;
    }
    const wanted = [...fresh.children];
    const ids = new Set(wanted.map((node) => node.id));
    [...list.children].forEach((node) => { if (!ids.has(node.id) && !node.matches(".pending, .changing")) node.remove(); });
    let place = list.firstElementChild;
    wanted.forEach((node) => {
      const text = node.outerHTML;
      let present = document.getElementById(node.id);
      const busy = present?.matches(".changing") || present?.contains(document.activeElement);
      if (!present || (!busy && seen.get(node.id) !== text)) {
        if (present === place) place = place?.nextElementSibling ?? null;
        present?.remove();
        present = node;
        list.insertBefore(node, place);
        window.htmx.process(node);
        seen.set(node.id, text);
      } else if (present === place) place = place.nextElementSibling;
      else list.insertBefore(present, place);
    });
  });
  const follow = async () => {
    if (document.hidden || !board().dataset.follow) return;
    const before = acts;
    try {
      const answer = await fetch(board().dataset.follow, { headers: { "HX-Request": "true", ...(tag && { "If-None-Match": tag }) } });
      if (answer.status !== 200) return;
      const content = fragment(await answer.text());
      if (acts !== before) { setTimeout(follow, 300); return; }
      tag = answer.headers.get("ETag") ?? "";
      reconcile(content);
      draw();
    } catch { /* the next look comes soon */ }
  };
  setInterval(follow, 8000);
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("online", () => pump());
  window.addEventListener("focus", () => { if (queue.length) pump(); });

  queue.forEach((line) => { line.why = says.unsentBefore; line.stopped = false; });
  prepare();
  pump();
})();
