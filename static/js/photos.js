// Photos of a minutes line: chosen, dropped or pasted, made smaller here and sent one by one. The plain form works too.
(() => {
  "use strict";
  const LONGEST_SIDE = 1600, QUALITY = 0.8, KNOWN = ["image/jpeg", "image/png", "image/webp"];
  const PAUSES = [1, 2, 4, 8, 15, 30, 60]; // seconds before trying again
  const AWAY = [0, 429, 502, 503, 504]; // no line, or nobody behind it at the moment
  const words = document.getElementById("kata-foto")?.dataset;
  if (!words) return;

  const placeOf = (node) => node?.closest?.("form[data-photos], [data-photo-url]");
  const urlOf = (place) => place.dataset.photoUrl ?? new URL(place.action, location).pathname;
  const say = (key, name) => words[key].replace("{name}", name);

  // --- One line of text and one bar per photo, at the end of the form or line it belongs to.
  const report = (place) => {
    const box = document.createElement("div");
    const text = document.createElement("p");
    const bar = document.createElement("progress");
    box.className = "photo-state";
    box.setAttribute("role", "status");
    text.className = "meta";
    box.append(text, bar);
    place.append(box);
    return {
      say: (sentence) => { text.textContent = sentence; bar.setAttribute("aria-label", sentence); },
      part: (value) => { bar.value = value; },
      end: (sentence, failed) => {
        text.textContent = sentence;
        text.className = failed ? "fault notice tone-danger" : "meta";
        bar.remove();
        if (!failed) setTimeout(() => box.remove(), 4000);
      },
    };
  };

  // --- Smaller, upright, and as JPEG; a picture that this browser cannot read goes as it is.
  const shrink = async (file) => {
    let picture;
    try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; }
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const small = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
    if (!small || (small.size >= file.size && KNOWN.includes(file.type))) return file;
    return new File([small], `${file.name.replace(/\.\w+$/, "") || "foto"}.jpg`, { type: "image/jpeg" });
  };

  // --- Sending. The server keeps the same photo of a line once, so sending again after a broken line doubles nothing.
  const send = (url, file, progress) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("foto", file, file.name);
    request.open("POST", url);
    request.timeout = 180000;
    request.setRequestHeader("X-CSRFToken", document.querySelector("input[name=csrf_token]")?.value ?? "");
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", ({ loaded, total }) => progress.part(loaded / total));
    request.addEventListener("loadend", () => done(request));
    request.send(body);
  });
  const pause = (seconds) => new Promise((done) => {
    setTimeout(done, seconds * 1000);
    addEventListener("online", done, { once: true });
  });
  const insist = async (url, file, progress) => {
    let answer = await send(url, file, progress);
    for (const seconds of PAUSES) {
      if (!AWAY.includes(answer.status)) break;
      progress.say(say("waiting", file.name));
      await pause(seconds);
      progress.say(say("sending", file.name));
      answer = await send(url, file, progress);
    }
    return answer;
  };

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
    const answer = await insist(url, file, progress);
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
