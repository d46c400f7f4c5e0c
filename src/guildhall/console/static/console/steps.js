// Each step of a strategy shows the fields that its kind needs. The page works without.
(() => {
  "use strict";

  const form = document.querySelector("form[data-steps]");
  if (!form) return;
  const needs = JSON.parse(document.getElementById("step-needs").textContent);

  const fit = (step) => {
    const kind = step.querySelector("select[name$=-kind]").value;
    for (const place of step.querySelectorAll("[data-need]")) {
      place.hidden = !(needs[kind] || []).includes(place.dataset.need);
    }
  };

  for (const step of form.querySelectorAll(".step")) fit(step);
  form.addEventListener("change", (event) => {
    if (event.target.matches("select[name$=-kind]")) fit(event.target.closest(".step"));
  });
})();
