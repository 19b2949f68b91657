// Buttons that put the text of a field (data-copy="its id") on the clipboard; without this script the field is copied by hand.
"use strict";

(() => {
  const show = () => document.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    const field = button && document.getElementById(button.dataset.copy);
    if (!field) return;
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      if (!document.execCommand("copy")) return; // no permission, or no https: the text stays marked
      button.focus();
    }
    const label = button.querySelector("span") ?? button;
    label.dataset.words ??= label.textContent;
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = label.dataset.words; }, 2000);
  });
  document.addEventListener("htmx:after:swap", show);
  show();
})();
