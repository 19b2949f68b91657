// The projector's view follows its meeting. Without this file the page loads itself anew every few seconds.
(() => {
  "use strict";
  const main = document.getElementById("isi");
  const notice = { lost: document.getElementById("terputus"), out: document.getElementById("sesi") };
  const full = document.getElementById("layar-penuh");
  const { every, patience } = main.dataset;
  const EVERY = every * 1000, PATIENCE = patience * 1000, LONGEST = 60000, LIMIT = 15000;
  const region = () => main.querySelector("[data-tag]");

  // --- The clock: counted here from what the server said, so it never waits for an answer and never drifts.
  let ahead = 0; // how far the server's clock is ahead of ours, in milliseconds
  const tick = () => {
    const clock = document.getElementById("jam");
    notice.lost.hidden = !notice.out.hidden || Date.now() - heard < PATIENCE;
    if (!clock?.dataset.started) return;
    const lasting = Math.floor((Date.now() + ahead - clock.dataset.started) / 1000);
    const used = Number(clock.dataset.used) + Math.max(0, lasting);
    const minutes = Math.floor(used / 60);
    clock.querySelector(".screen-time").textContent = `${minutes}:${String(used % 60).padStart(2, "0")}`;
    const late = clock.querySelector(".late"), bar = clock.querySelector("progress");
    if (!late) return;
    late.hidden = minutes <= Number(clock.dataset.planned);
    late.querySelector("i").textContent = late.dataset.pattern.replace("#", minutes - clock.dataset.planned);
    bar.value = Math.min(used, bar.max);
  };

  // --- Asking: every few seconds while somebody can see it, more rarely after failures.
  let heard = Date.now(), failures = 0, timer = 0, asking = null;
  const plan = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(poll, Math.min(EVERY * 2 ** failures, LONGEST));
  };
  const show = (html, at) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-tag]");
    if (!fresh) throw new Error("no region");
    const focused = main.contains(document.activeElement) && document.activeElement.id;
    region().replaceWith(fresh);
    ahead = fresh.dataset.now - at;
    if (focused) (document.getElementById(focused) ?? main).focus({ preventScroll: true });
  };
  const poll = async () => {
    clearTimeout(timer);
    asking?.abort();
    const mine = asking = new AbortController();
    const limit = setTimeout(() => mine.abort(), LIMIT);
    try {
      const headers = { "If-None-Match": `"${region().dataset.tag}"`, "HX-Request": "true" };
      const answer = await fetch(`${location.pathname}/isi`, { headers, cache: "no-store", redirect: "manual", signal: mine.signal });
      const at = Date.now();
      if (answer.status !== 304 && answer.status !== 200) {
        if (answer.status === 401) notice.out.hidden = false;
        throw new Error(String(answer.status));
      }
      if (answer.status === 200) {
        const html = await answer.text();
        if (mine === asking) show(html, at);
      }
      heard = Date.now();
      failures = 0;
      notice.out.hidden = true;
    } catch {
      if (mine !== asking) return; // another question has taken its place
      failures += 1;
    } finally {
      clearTimeout(limit);
    }
    if (mine !== asking) return;
    tick();
    plan();
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { clearTimeout(timer); return; }
    heard = Date.now(); // nothing was asked meanwhile, so nothing was missed yet
    poll();
  });
  addEventListener("online", poll);

  // --- Leading: the same forms, sent without leaving the page, as that would leave full screen too.
  let sending = false;
  const send = async (form) => {
    if (sending) return;
    sending = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual" });
      if (answer.type !== "opaqueredirect" && answer.status !== 409) form.submit(); // let the server's page tell why
    } catch {
      heard = 0; // no network: say so now
    } finally {
      sending = false;
    }
    poll();
  };
  main.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  });
  const KEYS = { ArrowRight: "maju", PageDown: "maju", ArrowLeft: "mundur", PageUp: "mundur" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key.toLowerCase() === "f") { toggleFull(); return; }
    const button = KEYS[event.key] && document.getElementById(KEYS[event.key]);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // --- Full screen.
  const toggleFull = () => {
    if (!document.fullscreenEnabled) return;
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    done.catch(() => { /* refused: the view stays as it is */ });
  };
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", toggleFull);

  // The page was made when its first byte came, which on a weak network is a while ago.
  const arrived = performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now();
  ahead = region().dataset.now - (Date.now() - (performance.now() - arrived));
  setInterval(tick, 1000);
  tick();
  plan();
})();
