// What every page that sends files shares: photos are made smaller here, shown on their way, and sent until they arrive.
window.sinergiUpload = (() => {
  "use strict";
  const LONGEST_SIDE = 1600, QUALITY = 0.8, KNOWN = ["image/jpeg", "image/png", "image/webp"];
  const PAUSES = [1, 2, 4, 8, 15, 30, 60]; // seconds before trying again
  const AWAY = [0, 429, 502, 503, 504]; // no line, or nobody behind it at the moment

  // --- One line of text and one bar per file, at the end of the form or line it belongs to.
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
      box,
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

  // --- Sending, again and again while the line is away. `say` gives the sentence for "sending" and "waiting".
  const send = (url, fields, progress) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
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
  const insist = async (url, fields, progress, say) => {
    let answer = await send(url, fields, progress);
    for (const seconds of PAUSES) {
      if (!AWAY.includes(answer.status)) break;
      progress.say(say("waiting"));
      await pause(seconds);
      progress.say(say("sending"));
      answer = await send(url, fields, progress);
    }
    return answer;
  };

  return { AWAY, shrink, insist, report };
})();
