// Names after @ while a remark is typed: the server knows them, so without this script typing the name is enough.
(() => {
  "use strict";
  const TYPED = /(?:^|[^\w@.+-])@([^\s@][^@\n]{1,40})$/u;
  let area = null; // the text that the list belongs to
  let list = null;
  let place = 0; // where the name begins, right after @
  let waiting = null;
  let asked = 0;

  const close = () => {
    clearTimeout(waiting);
    asked += 1; // an answer on its way comes too late
    list?.remove();
    for (const name of ["role", "aria-expanded", "aria-controls", "aria-haspopup", "aria-autocomplete", "aria-activedescendant"]) area?.removeAttribute(name);
    list = area = null;
  };
  const options = () => [...list.children];
  const chosen = () => options().findIndex((each) => each.getAttribute("aria-selected") === "true");
  const mark = (index) => {
    const all = options();
    const wanted = (index + all.length) % all.length;
    all.forEach((each, n) => each.setAttribute("aria-selected", String(n === wanted)));
    all[wanted].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", all[wanted].id);
  };
  const take = (option) => {
    const [text, end] = [area, area.selectionStart];
    text.setRangeText(`${option.dataset.name} `, place, end, "end");
    close();
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true })); // the local copy is kept by who listens
    close();
  };
  const draw = (target, start, names) => {
    close();
    if (!names.length) return;
    area = target;
    place = start;
    list = Object.assign(document.createElement("ul"), { className: "names", id: "nama-sebutan" });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", `${names.length} ${target.dataset.found}`);
    names.forEach(({ name, about }, n) => {
      const row = Object.assign(document.createElement("li"), { id: `nama-sebutan-${n}`, textContent: name });
      row.setAttribute("role", "option");
      row.dataset.name = name;
      row.append(Object.assign(document.createElement("small"), { textContent: about }));
      row.addEventListener("pointerdown", (event) => { event.preventDefault(); take(row); });
      list.append(row);
    });
    area.parentElement.classList.add("names-of");
    area.after(list);
    area.setAttribute("role", "combobox");
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    area.setAttribute("aria-expanded", "true");
    area.setAttribute("aria-controls", list.id);
    mark(0);
  };
  const ask = async (target, start, typed) => {
    const mine = ++asked;
    try {
      const answer = await fetch(`${target.dataset.mentions}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || mine !== asked) return;
      const { names } = await answer.json();
      if (mine === asked && document.activeElement === target) draw(target, start, names);
    } catch { /* no network just now: typing the name is enough */ }
  };
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-mentions]")) return;
    const typed = TYPED.exec(target.value.slice(0, target.selectionStart))?.[1];
    close();
    if (typed) waiting = setTimeout(ask, 200, target, target.selectionStart - typed.length, typed);
  });
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== area) return;
    const acts = {
      ArrowDown: () => mark(chosen() + 1), ArrowUp: () => mark(chosen() - 1), Escape: close,
      Enter: () => take(options()[chosen()]), Tab: () => take(options()[chosen()]),
    };
    if (!acts[event.key] || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }, true);
  document.addEventListener("focusout", ({ target }) => { if (target === area) close(); });
})();
