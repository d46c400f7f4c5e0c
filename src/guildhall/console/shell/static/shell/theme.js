// Runs before the first paint: what the person chose here, else what the system prefers.
(() => {
  "use strict";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // A browser may refuse storage; the system's preference stands then.
    }
  };
  const apply = () => {
    document.documentElement.dataset.bsTheme = chosen() ?? (dark.matches ? "dark" : "light");
  };
  dark.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  document.documentElement.classList.add("js");
  apply();
})();
