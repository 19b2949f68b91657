// Photos of a minutes line: chosen, dropped or pasted, made smaller here and sent one by one. The plain form works too.
(() => {
  "use strict";
  const { AWAY, shrink, insist, report } = window.sinergiUpload;
  const words = document.getElementById("kata-foto")?.dataset;
  if (!words) return;

  const placeOf = (node) => node?.closest?.("form[data-photos], [data-photo-url]");
  const urlOf = (place) => place.dataset.photoUrl ?? new URL(place.action, location).pathname;
  const say = (key, name) => words[key].replace("{name}", name);

  const show = (url, page, place) => {
    const id = `foto-${url.match(/(\d+)\/foto$/)?.[1]}`;
    const fresh = page.getElementById(id);
    if (!fresh) return false;
    const old = document.getElementById(id);
    if (old) old.replaceWith(fresh); else place.append(fresh);
    window.htmx?.process(fresh);
    return true;
  };
  const deliver = async (place, url, original) => {
    const progress = report(place);
    progress.say(say("sending", original.name));
    const file = await shrink(original);
    if (file.size > Number(words.limit)) return progress.end(say("large", original.name), true);
    // The server keeps the same photo of a line once, so sending again after a broken line doubles nothing.
    const answer = await insist(url, { foto: file }, progress, (key) => say(key, file.name));
    if (AWAY.includes(answer.status)) return progress.end(say("failed", original.name), true);
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    if (answer.status < 300 && show(url, page, place)) return progress.end(say("sent", original.name), false);
    const told = page.querySelector(".fault") ?? page.querySelector(".notice li, .notice span");
    const key = { 401: "out", 413: "large" }[answer.status] ?? "failed";
    return progress.end(told?.textContent.trim() || say(key, original.name), true);
  };

  let queue = Promise.resolve();
  let waiting = 0;
  const take = (place, files) => {
    const url = urlOf(place);
    for (const file of files) {
      if (!file.type.startsWith("image/")) { report(place).end(say("unfit", file.name), true); continue; }
      waiting += 1;
      queue = queue.then(() => deliver(place, url, file)).catch(() => {}).then(() => { waiting -= 1; });
    }
  };
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });

  document.addEventListener("change", ({ target }) => {
    if (target.type !== "file" || !target.form?.matches("[data-photos]")) return;
    take(target.form, [...target.files]);
    target.value = "";
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    const place = placeOf(event.target) ?? document.querySelector("form[data-photos]");
    if (!place || !files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    take(place, files);
  });
  document.addEventListener("dragover", (event) => {
    if (placeOf(event.target) && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const place = placeOf(event.target);
    if (!place || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(place, [...event.dataTransfer.files]);
  });
  // What is chosen is sent at once: the button would only send an empty form.
  document.querySelectorAll("form[data-photos] button:not([type=button])").forEach((button) => { button.hidden = true; });
})();
