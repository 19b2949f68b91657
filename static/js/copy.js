// Buttons that copy a field's text. Without the script the field itself can be marked and copied.
(() => {
  "use strict";
  const copy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch { // no secure connection, or not allowed: the old way
      field.select();
      document.execCommand("copy");
    }
  };
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const [field, words] = [document.getElementById(button.dataset.copy), button.querySelector("span")];
    button.hidden = false;
    words.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      await copy(field);
      words.textContent = button.dataset.done;
    });
  });
})();
