// The attendance list: forty people by one typist without a mouse, and what others write appears by itself.
(() => {
  "use strict";
  const list = document.getElementById("daftar"), box = document.getElementById("cari");
  const offers = () => document.getElementById("pilihan");
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");
  const HEADERS = { "HX-Request": "true" };
  const offline = () => document.dispatchEvent(new Event("htmx:error"));
  // Whoever was signed out meanwhile is led to the page for that; anything else is as if there were no network.
  const failed = (answer) => {
    const place = answer.headers.get("HX-Redirect");
    if (place) location.assign(place); else offline();
  };
  const put = (old, fresh) => { old.replaceWith(fresh); window.htmx?.process(fresh); };

  // --- Rows and sums that came from the server take the place of those that stand here.
  const take = (page, whole) => {
    const rows = document.getElementById("baris"), sums = page.getElementById("hitungan") ??
      page.querySelector("template")?.content.getElementById("hitungan");
    if (sums && sums.outerHTML !== document.getElementById("hitungan").outerHTML) put(document.getElementById("hitungan"), sums);
    if (!rows) return;
    if (page.querySelector("tr[id^=hadir-]")) list.querySelector(".empty")?.remove();
    const fresh = [...page.querySelectorAll("tr[id^=hadir-]")];
    fresh.forEach((row) => {
      const old = document.getElementById(row.id);
      if (!old) { rows.append(row); window.htmx?.process(row); }
      else if (!whole || (!old.matches("[data-keep]") && !old.contains(document.activeElement))) put(old, row);
    });
    if (!whole) return;
    const known = new Set(fresh.map((row) => row.id));
    [...rows.children].filter((row) => !known.has(row.id) && !row.matches("[data-keep]")).forEach((row) => row.remove());
  };

  // --- Following.
  const EVERY = 10000;
  let tag = list?.dataset.tag && `"${list.dataset.tag}"`;
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(list.dataset.follow, { headers: { ...HEADERS, "If-None-Match": tag }, cache: "no-store" });
      if (answer.status !== 200) return;
      take(parse(await answer.text()), true);
      tag = answer.headers.get("ETag") ?? "";
    } catch { /* no network just now: the next look comes soon */ }
  };
  if (tag) {
    setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
  }
  // Where a row was replaced, the keyboard goes on from it.
  document.addEventListener("htmx:after:swap", () => {
    if (document.activeElement !== document.body) return;
    const row = document.querySelector("tr[data-keep] [aria-invalid], tr[data-keep] [autofocus]");
    row?.focus();
  });
  if (!box) return;

  // --- The box. Only the answer to what stands in it now counts; Enter waits for it.
  const said = document.getElementById("pilihan-kata");
  let asked = "", shown = "", timer = 0, at = 0;
  const choices = () => [...offers().querySelectorAll("button.choice, a.choice")];
  const mark = (index) => {
    const all = choices();
    at = all.length ? (index + all.length) % all.length : 0;
    all.forEach((each, number) => each.classList.toggle("chosen", number === at));
    said.textContent = all.length ? `${at + 1}/${all.length}: ${all[at].textContent}` : "";
    all[at]?.scrollIntoView({ block: "nearest" });
  };
  const show = (page) => {
    put(offers(), page.getElementById("pilihan") ?? Object.assign(document.createElement("div"), { id: "pilihan" }));
  };
  const clear = () => {
    box.value = asked = shown = said.textContent = "";
    offers().replaceChildren();
    box.focus();
  };
  const ask = async () => {
    clearTimeout(timer);
    const mine = asked = box.value.trim();
    if (!mine) { offers().replaceChildren(); said.textContent = shown = ""; return; }
    try {
      const answer = await fetch(`${box.form.action}?cari=${encodeURIComponent(mine)}`, { headers: HEADERS });
      if (mine !== asked) return;
      if (!answer.ok) { failed(answer); return; }
      const page = parse(await answer.text());
      if (mine !== asked) return;
      show(page);
      shown = mine;
      mark(0);
    } catch { offline(); }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, 90); };
  const open = async (address) => {
    try {
      const answer = await fetch(address, { headers: HEADERS });
      if (!answer.ok) { failed(answer); return; }
      asked = box.value.trim();
      show(parse(await answer.text()));
      const fields = [...offers().querySelectorAll("input:not([type=hidden]), select")];
      (fields.find((field) => !field.value) ?? fields[0])?.focus();
    } catch { offline(); }
  };
  // What was chosen is on its way at once, and the box is free for the next name: nobody waits for a weak network.
  const send = async (form) => {
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    const body = new URLSearchParams(new FormData(form)), typed = box.value, asks = form.matches(".line-add");
    if (asks) { box.value = asked = shown = ""; form.classList.add("htmx-request"); box.focus(); } else clear();
    const back = () => {
      delete form.dataset.sent;
      form.classList.remove("htmx-request");
      if (asks && !form.isConnected) offers().replaceChildren(form);
      else if (!asks && !box.value) { box.value = typed; soon(); }
    };
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: HEADERS });
      const page = parse(await answer.text()), told = page.getElementById("pesan");
      if (told) document.getElementById("pesan").replaceChildren(...told.childNodes);
      if (answer.ok) { take(page, false); if (form.isConnected) offers().replaceChildren(); }
      else if (page.getElementById("pilihan")) { show(page); offers().querySelector("[aria-invalid=true], #kesalahan")?.focus(); }
      else { if (!told) failed(answer); back(); }
    } catch { offline(); back(); }
  };
  const choose = async () => {
    if (shown !== box.value.trim()) { clearTimeout(timer); await ask(); }
    if (shown === box.value.trim()) choices()[at]?.click();
  };

  box.addEventListener("input", soon);
  box.form.addEventListener("submit", (event) => { event.preventDefault(); choose(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(at + (event.key === "ArrowDown" ? 1 : -1));
    }
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (event.target === box || offers().contains(event.target))) clear();
  });
  list.addEventListener("submit", (event) => {
    if (!offers().contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    send(event.target);
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("#pilihan a, a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (link.matches("[data-close]")) clear(); else open(link.href);
  }, true);
  if (matchMedia("(pointer: fine)").matches && !location.hash) box.focus();
  box.form.querySelector("button").hidden = true;
})();
