// The board: cards are walked and moved by keys, dragged by mouse or finger, or moved in one dialog. The server decides.
(() => {
  "use strict";
  const says = document.getElementById("kata-papan")?.dataset;
  if (!says) return;
  const board = () => document.getElementById("papan"); // replaced when the filters are applied
  const lanes = () => [...board().querySelectorAll(".lane")];
  const cardsOf = (lane) => [...lane.querySelectorAll(".slips > li")];
  const cards = () => [...board().querySelectorAll(".slips > li")];
  const laneOf = (card) => card.closest(".lane");
  const laneNamed = (key) => document.getElementById(`kolom-${key}`);
  const idOf = (card) => card.id.slice("bagian-".length);
  const fragment = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content;
  };

  // --- What happened: in sight and read aloud.
  let quiet = 0;
  const tell = (sentence, alarming = false) => {
    clearTimeout(quiet);
    document.getElementById("kabar").textContent = alarming ? "" : sentence;
    document.getElementById("halangan").textContent = alarming ? sentence : "";
    if (!alarming) quiet = setTimeout(() => tell(""), 8000);
  };

  // --- One card has the place in the tab order; the links of the others are left out of it.
  let current = null;
  const stand = (card) => {
    if (current?.isConnected) settle(current, -1);
    current = card;
    if (card) settle(card, 0);
  };
  const settle = (card, place) => {
    card.tabIndex = place;
    card.querySelectorAll("a").forEach((link) => { link.tabIndex = place; });
  };
  const prepare = () => {
    if (!board()) return;
    cards().forEach((card) => settle(card, -1));
    stand(current?.isConnected ? current : cards()[0] ?? null);
  };
  const focus = (card) => { if (card) { stand(card); card.focus(); } };

  // --- Where a card may go: states, those that need words marked "!".
  const movesOf = (card) => (card.dataset.to ?? "").split(" ").filter(Boolean)
    .map((text) => ({ state: text.replace("!", ""), wordy: text.endsWith("!") }));
  const moveTo = (card, lane) => {
    const states = lane.dataset.states.split(" ");
    const found = movesOf(card).find(({ state }) => states.includes(state));
    return found ?? (lane.dataset.lane === "done" && movesOf(card).find(({ state }) => state === "delivered"));
  };

  // --- Asking the server, for 15 seconds. Returns null when nothing came back.
  const ask = async (url, fields) => {
    try {
      const answer = await fetch(url, {
        method: fields ? "POST" : "GET",
        body: fields && new URLSearchParams([...fields, ["csrf_token", document.querySelector("[name=csrf_token]").value]]),
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(15000),
      });
      return { status: answer.status, content: fragment(await answer.text()) };
    } catch { return null; }
  };
  const obstacle = (answer) => {
    if (!answer) return says.offline;
    const known = { 400: says.session, 401: says.session, 403: says.forbidden, 404: says.gone };
    return known[answer.status] ?? (answer.content.querySelector(".notice")?.textContent.trim() || says.busy);
  };

  // --- The card as the server says it is now, in the column where it is now.
  const count = (lane, change) => {
    const node = lane?.querySelector("h2 b");
    if (node && /^\d+$/.test(node.textContent)) node.textContent = Number(node.textContent) + change;
  };
  const put = (card, content) => {
    const list = content.querySelector("ol[data-lane]");
    const [from, to] = [laneOf(card), list && laneNamed(list.dataset.lane)];
    const held = card.contains(document.activeElement) || document.activeElement === document.body || dialog.open;
    if (!to) { // no longer on the board, or in a column that is not shown
      const near = card.nextElementSibling ?? card.previousElementSibling;
      card.remove();
      count(from, -1);
      if (held) focus(near ?? cards()[0]);
      return;
    }
    const fresh = list.firstElementChild;
    if (from === to) card.replaceWith(fresh);
    else {
      card.remove();
      to.querySelector(".slips").prepend(fresh);
      count(from, -1);
      count(to, 1);
    }
    settle(fresh, -1);
    if (!held) return;
    focus(fresh);
    fresh.scrollIntoView({ block: "nearest", inline: "nearest" });
    fresh.classList.add("landed");
    setTimeout(() => fresh.classList.remove("landed"), 1500);
  };
  const refresh = async (card) => {
    const answer = await ask(`/tugas/bagian/${idOf(card)}/geser`);
    if (answer?.status === 200 || answer?.status === 404) put(card, answer.content);
  };

  // --- A move without words. The card waits in its new place, and goes back to where the server says when refused.
  const send = async (card, state, lane) => {
    if (card.matches(".sending")) return; // dropped twice
    const back = { list: card.parentElement, before: card.nextElementSibling };
    card.classList.add("sending");
    const had = card.contains(document.activeElement);
    if (lane !== laneOf(card)) lane.querySelector(".slips").prepend(card);
    if (had) focus(card);
    tell(says.moving);
    const answer = await ask(`/tugas/bagian/${idOf(card)}/geser`, [["state", state], ["version", card.dataset.v]]);
    card.classList.remove("sending");
    const held = document.activeElement === card || document.activeElement === document.body;
    back.list.insertBefore(card, back.before?.parentElement === back.list ? back.before : null);
    if (held) focus(card);
    const told = answer && [200, 409].includes(answer.status) && answer.content.querySelector("p")?.textContent;
    if (!told) {
      tell(obstacle(answer), true);
      if (answer?.status === 422) openWith(card, answer.content);
      else if (answer && answer.status < 500) refresh(card);
      return;
    }
    put(card, answer.content);
    tell(told, answer.status === 409);
  };
  const move = (card, lane) => {
    if (lane === laneOf(card)) return;
    if (!card.dataset.to) { tell(says.stays, true); return; }
    const found = moveTo(card, lane);
    if (found?.wordy) open(card, found.state);
    else send(card, found ? found.state : lane.dataset.lane, lane);
  };

  // --- The one dialog: the page on which a card is moved, without what stands around it.
  const dialog = document.getElementById("pindah");
  let turned = null; // the card that the dialog is about
  let outdated = false;
  const open = async (card, state = "") => {
    if (card.matches(".sending")) return; // where it goes from is not settled yet
    tell("");
    const answer = await ask(`/tugas/bagian/${idOf(card)}/pindah?ke=${state}`);
    if (answer?.status === 200) { openWith(card, answer.content); return; }
    tell(obstacle(answer), true);
    if (answer && answer.status < 500) refresh(card);
  };
  const openWith = (card, content) => {
    turned = card;
    dialog.querySelector(".card-body > div").replaceChildren(content.querySelector("#pindah-isi"));
    if (!dialog.open) dialog.showModal();
    dialog.querySelector(".notice[tabindex], input:checked, [name=note], a")?.focus();
    window.sinergi.offerAll(dialog);
  };
  dialog.addEventListener("click", (event) => {
    const leaving = event.target === dialog || event.target.closest("a[href='/tugas/papan']");
    if (!leaving) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (!turned) return;
    focus(turned);
    if (outdated) refresh(turned);
    [turned, outdated] = [null, false];
  });
  let sending = false;
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const form = event.target;
    const area = form.querySelector("textarea");
    window.sinergi.keep(area);
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
    const answer = await ask(form.getAttribute("action").replace(/pindah$/, "geser"), fields);
    sending = false;
    const told = answer?.status === 200 && answer.content.querySelector("p")?.textContent;
    if (told) {
      window.sinergi.forget(area);
      put(turned, answer.content);
      turned = null;
      dialog.close();
      focus(current);
      tell(told);
      return;
    }
    outdated = answer?.status === 409;
    if (answer?.content.querySelector("#pindah-isi")) openWith(turned, answer.content);
    else inDialog(obstacle(answer));
  });
  const inDialog = (sentence) => {
    dialog.querySelector(".notice.here")?.remove();
    const note = document.createElement("p");
    note.className = "notice tone-danger here";
    note.setAttribute("role", "alert");
    note.textContent = sentence;
    dialog.querySelector("form").prepend(note);
  };

  // --- Keys.
  const shortcuts = document.getElementById("pintasan");
  const beside = (card, step) => {
    const all = lanes();
    const place = cardsOf(laneOf(card)).indexOf(card);
    for (let n = all.indexOf(laneOf(card)) + step; all[n]; n += step) {
      const there = cardsOf(all[n]);
      if (there.length) return there[Math.min(place, there.length - 1)];
    }
    return null;
  };
  const push = (card, step) => {
    const all = lanes();
    for (let n = all.indexOf(laneOf(card)) + step; all[n]; n += step) if (moveTo(card, all[n])) { move(card, all[n]); return; }
    tell(says.stays, true);
  };
  const keys = {
    ArrowUp: (card) => focus(card.previousElementSibling),
    ArrowDown: (card) => focus(card.nextElementSibling),
    ArrowLeft: (card, event) => (event.altKey || event.shiftKey ? push(card, -1) : focus(beside(card, -1))),
    ArrowRight: (card, event) => (event.altKey || event.shiftKey ? push(card, 1) : focus(beside(card, 1))),
    Home: (card) => focus(cardsOf(laneOf(card))[0]),
    End: (card) => focus(cardsOf(laneOf(card)).at(-1)),
    Enter: (card) => card.querySelector("a").click(),
    m: (card) => (card.dataset.to ? open(card) : tell(says.stays, true)),
  };
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (key === "Escape" && drag) { drop(); return; }
    if (event.ctrlKey || event.metaKey || target.matches("input, select, textarea") || dialog.open) return;
    if (key === "?") { event.preventDefault(); shortcuts.showModal(); return; }
    if (!target.matches(".slips > li")) return;
    const act = keys[key.length === 1 ? key.toLowerCase() : key] ?? (lanes()[key - 1] && ((card) => move(card, lanes()[key - 1])));
    if (act) { event.preventDefault(); act(target, event); }
  });
  document.addEventListener("focusin", ({ target }) => {
    const card = target.closest?.(".slips > li");
    if (card && card !== current) stand(card);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts]")) shortcuts.showModal();
    const tool = event.target.closest(".move");
    if (!tool || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (tapped) return;
    stand(tool.closest("li"));
    open(tool.closest("li"));
  });

  // --- Dragging: a mouse takes the card anywhere, a finger by its tool, so that swiping stays swiping.
  const AWAY = 6; // px, until which it was a click
  const EDGE = 56;
  let drag = null;
  let dragged = false; // the click that ends a drag is none
  let tapped = false; // a finger's tap is taken when it lifts: right after a drag browsers make no click of it
  document.addEventListener("pointerdown", (event) => {
    const card = event.target.closest?.(".slips > li[data-to]");
    const byTool = event.target.closest?.(".move");
    dragged = tapped = false;
    if (!card || drag || event.button || card.matches(".sending") || (event.pointerType !== "mouse" && !byTool)) return;
    drag = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY, at: event, over: null, ghost: null, targets: null };
  });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".slips")) event.preventDefault(); });
  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.at = event;
    if (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < AWAY) return;
    if (!drag.ghost) lift();
    follow();
  });
  const lift = () => {
    const { card, x, y } = drag;
    const box = card.getBoundingClientRect();
    dragged = true;
    card.setPointerCapture(drag.pointer); // let go outside the window too
    drag.ghost = card.cloneNode(true);
    drag.ghost.removeAttribute("id");
    drag.ghost.className = "ghost";
    drag.ghost.setAttribute("aria-hidden", "true");
    drag.ghost.style.width = `${box.width}px`;
    [drag.left, drag.top] = [x - box.left, y - box.top];
    drag.targets = document.createElement("div");
    drag.targets.className = "targets";
    drag.targets.setAttribute("aria-hidden", "true");
    lanes().forEach((lane) => {
      const found = moveTo(card, lane);
      lane.classList.toggle("possible", Boolean(found));
      lane.classList.toggle("from", lane === laneOf(card));
      if (!found) return;
      const target = document.createElement("p");
      target.className = [...lane.classList].find((name) => name.startsWith("tone-"));
      target.dataset.lane = lane.dataset.lane;
      target.textContent = lane.querySelector("h2 span").textContent;
      drag.targets.append(target);
    });
    card.classList.add("lifted");
    board().classList.add("dragging");
    document.body.append(drag.targets, drag.ghost);
    getSelection().removeAllRanges();
    requestAnimationFrame(roll);
  };
  const follow = () => {
    const { clientX, clientY } = drag.at;
    drag.ghost.style.transform = `translate(${clientX - drag.left}px, ${clientY - drag.top}px) rotate(1.5deg)`;
    const over = document.elementFromPoint(clientX, clientY)?.closest(".targets [data-lane], .lane") ?? null;
    if (over === drag.over) return;
    drag.over?.classList.remove("over");
    over?.classList.add("over");
    drag.over = over;
  };
  const roll = () => { // at the edges of the board and of the window what lies behind comes in
    if (!drag?.ghost) return;
    const { clientX, clientY } = drag.at;
    const pull = (place, first, last) => (place < first + EDGE ? place - first - EDGE : place > last - EDGE ? place - last + EDGE : 0) / 5;
    const covered = drag.targets.offsetHeight;
    const box = board().getBoundingClientRect();
    if (!covered || clientY < innerHeight - covered) {
      board().scrollLeft += pull(clientX, Math.max(0, box.left), Math.min(innerWidth, box.right));
      scrollBy(0, pull(clientY, 0, innerHeight - covered));
      follow();
    }
    requestAnimationFrame(roll);
  };
  const drop = () => {
    const { card, over, ghost, targets } = drag;
    drag = null;
    ghost?.remove();
    targets?.remove();
    over?.classList.remove("over");
    card.classList.remove("lifted");
    board().classList.remove("dragging");
    lanes().forEach((lane) => lane.classList.remove("possible", "from"));
    return over && laneNamed(over.dataset.lane);
  };
  document.addEventListener("pointerup", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    const { card, ghost } = drag;
    const lane = drop();
    tapped = !ghost && event.pointerType !== "mouse";
    if (tapped) { stand(card); open(card); }
    if (!ghost || !lane) return;
    focus(card);
    move(card, lane);
  });
  document.addEventListener("pointercancel", (event) => { if (drag && event.pointerId === drag.pointer) drop(); });
  document.addEventListener("click", (event) => {
    if (dragged && event.target.closest(".slips")) { event.preventDefault(); event.stopPropagation(); }
    dragged = false;
  }, true);

  // --- Who asked for a column's next cards goes on at the first of them.
  let turning = "";
  document.addEventListener("click", ({ target }) => { if (target.closest(".more a")) turning = target.closest(".lane").id; });
  document.addEventListener("htmx:after:swap", () => {
    prepare();
    if (turning && document.activeElement === document.body) focus(document.querySelector(`#${turning} .slips > li`));
    turning = "";
  });
  document.querySelectorAll("[data-shortcuts]").forEach((button) => { button.hidden = false; });
  prepare();
})();
