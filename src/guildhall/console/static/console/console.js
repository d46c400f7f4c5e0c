// Selecting rows, and sending a form only once. The pages work without.
(() => {
  "use strict";

  const boxes = (form) => [...form.querySelectorAll("tbody input[type=checkbox]")];

  const count = (form) => {
    const all = boxes(form);
    const chosen = all.filter((box) => box.checked).length;
    const every = form.querySelector("[data-select-all]");
    every.checked = chosen > 0 && chosen === all.length;
    every.indeterminate = chosen > 0 && chosen < all.length;
    every.disabled = all.length === 0;
    for (const button of form.querySelectorAll("[data-needs-selection]")) button.disabled = chosen === 0;
    const shown = form.querySelector("[data-selected-count]");
    shown.textContent = chosen;
    shown.hidden = chosen === 0;
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-selection]");
    if (!form) return;
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes(form)) box.checked = event.target.checked;
    }
    count(form);
  });

  const start = () => document.querySelectorAll("form[data-selection]").forEach(count);
  start();
  window.addEventListener("pageshow", start);

  // The button rests once its form is on the way; going back wakes it up.
  const resting = new Set();
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    for (const button of event.target.querySelectorAll("button[type=submit]")) {
      setTimeout(() => (button.disabled = true));
      resting.add(button);
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const button of resting) button.disabled = false;
    resting.clear();
  });
})();
