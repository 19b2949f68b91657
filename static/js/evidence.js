// Evidence: chosen, taken with the camera or dropped, sent one by one, each under a key of its own. The plain form works too.
(() => {
  "use strict";
  const { AWAY, shrink, insist, report } = window.sinergiUpload;
  const form = document.querySelector("form[data-evidence]");
  const words = document.getElementById("kata-unggah")?.dataset;
  if (!form || !words) return;
  document.documentElement.classList.add("scripted");

  const url = new URL(form.action, location).pathname;
  const region = form.dataset.evidence;
  const say = (key, name) => words[key].replace("{name}", name);
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

  // --- What failed stays in the list with a button, until it arrives or is given up.
  const give = (progress, sentence, again) => {
    progress.end(sentence, true);
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = label;
      made.addEventListener("click", () => { progress.box.remove(); act(); });
      progress.box.append(made);
    };
    if (again) button(words.again, again);
    button(words.dismiss, () => {});
  };
  const show = (page) => {
    const fresh = page.getElementById(region);
    const old = document.getElementById(region);
    if (!fresh || !old) return false;
    old.replaceWith(fresh);
    window.htmx?.process(fresh);
    return true;
  };

  const deliver = async (item, progress) => {
    const { original, key, place } = item;
    const again = () => take([item]);
    progress.say(say("sending", original.name));
    // A photo that keeps its place goes as it is: drawing it anew here would drop what it tells.
    const file = original.type.startsWith("image/") && !place ? await shrink(original) : original;
    if (file.size > Number(form.dataset.limit)) return give(progress, say("large", original.name));
    const fields = { [form.dataset.field]: file, key, ...(place ? { keep_place: "y" } : {}) };
    const answer = await insist(url, fields, progress, (which) => say(which, original.name));
    if (AWAY.includes(answer.status)) return give(progress, say("failed", original.name), again);
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    if (answer.status < 300 && show(page)) return progress.end(say("sent", original.name), false);
    if (answer.status === 401) return give(progress, say("out", original.name), again);
    const told = page.querySelector(".fault") ?? page.querySelector(".notice li, .notice span");
    return give(progress, told?.textContent.trim() || say("failed", original.name), answer.status >= 500 ? again : null);
  };

  let queue = Promise.resolve();
  let waiting = 0;
  const take = (items) => {
    for (const item of items) {
      const progress = report(form);
      progress.say(say("queued", item.original.name));
      waiting += 1;
      queue = queue.then(() => deliver(item, progress)).catch(() => give(progress, say("failed", item.original.name), () => take([item])))
        .then(() => { waiting -= 1; });
    }
  };
  const choose = (files) => {
    const place = form.querySelector("[name=keep_place]").checked;
    take([...files].map((original) => ({ original, key: newKey(), place })));
  };

  form.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    choose(target.files);
    target.value = "";
  });
  form.addEventListener("submit", (event) => event.preventDefault()); // what is chosen is on its way already
  const over = (event, is) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.toggle("is-over", is);
  };
  form.addEventListener("dragover", (event) => over(event, true));
  form.addEventListener("dragleave", (event) => over(event, false));
  form.addEventListener("drop", (event) => { over(event, false); choose(event.dataTransfer?.files ?? []); });

  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
  // A report is not sent while its evidence is under way: it would go without it.
  addEventListener("submit", (event) => {
    if (!waiting || event.target === form || event.target.id !== "isi-laporan") return;
    event.preventDefault();
    give(report(form), words.pending);
    form.scrollIntoView({ block: "center" });
  });
})();
