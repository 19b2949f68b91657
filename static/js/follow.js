// Reading minutes while they are typed: what changed appears within ten seconds. Asking costs next to nothing.
(() => {
  "use strict";
  const region = document.querySelector("#naskah[data-follow]");
  let tag = "";
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(region.dataset.follow, { headers: { "HX-Request": "true", ...(tag && { "If-None-Match": tag }) } });
      if (answer.status !== 200) return;
      tag = answer.headers.get("ETag") ?? "";
      region.innerHTML = await answer.text();
    } catch { /* no network just now: the next look comes soon */ }
  };
  if (region) {
    setInterval(look, 8000);
    document.addEventListener("visibilitychange", look);
  }

  // Lines that were typed here and never arrived, as when the meeting was closed meanwhile, stay in sight.
  const { words, store } = window.sinergi;
  const panel = document.getElementById("antrean");
  const place = `${words.user}:antrean:${panel.dataset.place}`;
  const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });
  const draw = () => {
    const lines = store.under(place).map((text) => JSON.parse(text)).sort((one, other) => one.at - other.at);
    panel.hidden = !lines.length;
    const rows = make("ul", "stack", "");
    lines.forEach((line) => {
      const row = make("li", "", "");
      const discard = Object.assign(make("button", "button", words.discard), { type: "button" });
      discard.addEventListener("click", () => {
        store.drop(`${place}:${line.fields.find(([name]) => name === "key")[1]}`);
        draw();
      });
      row.append(make("p", "prose", line.text), discard);
      rows.append(row);
    });
    panel.replaceChildren(make("p", "", `${lines.length} ${panel.dataset.unsent}. ${panel.dataset.why}`), rows);
  };
  draw();
})();
