// The few things that HTML alone cannot do. Every page works without them.
(() => {
  "use strict";

  const LINGER_MS = 7000;

  const actions = {
    "[data-theme-switch]": () => {
      const root = document.documentElement;
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("theme", root.dataset.bsTheme);
      } catch {
        // A browser may refuse storage; the choice then lasts as long as the page.
      }
    },
    // A link to a page that asks becomes a dialog that asks the same.
    "[data-dialog]": (link, event) => {
      const dialog = document.getElementById(link.dataset.dialog);
      if (!dialog || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.showModal();
    },
    "[data-dialog-close]": (button) => button.closest("dialog").close(),
    "[data-notice-close]": (button) => button.closest("[data-notice]").remove(),
  };

  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement) event.target.close(); // its backdrop
    for (const [selector, act] of Object.entries(actions)) {
      const target = event.target.closest(selector);
      if (target) act(target, event);
    }
  });

  // Empty filters stay out of the URL.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    const empty = [...event.target.elements].filter((field) => field.name && !field.value);
    for (const field of empty) field.disabled = true;
    setTimeout(() => empty.forEach((field) => (field.disabled = false)));
  });

  // `/` goes to the search, as in every tool that people type in all day.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = document.querySelector(".filters-search input, .topbar input[type=search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  });

  const greet = (root) => {
    for (const hidden of root.querySelectorAll("[data-theme-switch], [data-notice-close]")) {
      hidden.hidden = false;
    }
    // Good news leaves by itself; anything else waits until it is read.
    for (const notice of root.querySelectorAll(".notice-success, .notice-info")) {
      setTimeout(() => notice.matches(":hover, :focus-within") || notice.remove(), LINGER_MS);
    }
  };
  greet(document);
  document.addEventListener("htmx:after:swap", () => greet(document));
})();
