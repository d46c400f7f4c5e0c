// Going through orders by keyboard, and choosing all of a list. The page works without.
// Letters count in the list and where nothing has the focus, never while somebody types.
(() => {
  "use strict";

  const list = document.querySelector("[data-inbox]");
  const help = document.getElementById("keys");
  for (const button of document.querySelectorAll("[data-keys-open]")) button.hidden = false;

  const links = () => (list ? [...list.querySelectorAll("tbody th a")] : []);
  const rowOf = (target) => (list && list.contains(target) ? target.closest("tbody tr") : null);

  const step = (row, by) => {
    const all = links();
    const at = row ? all.indexOf(row.querySelector("th a")) : by > 0 ? -1 : all.length;
    const next = all[at + by];
    if (next) next.focus();
  };

  const keys = {
    j: (row) => step(row, 1),
    k: (row) => step(row, -1),
    x: (row) => row?.querySelector("input[type=checkbox]")?.click(),
    a: () => document.getElementById("act")?.focus(),
    "?": () => help?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
    const row = rowOf(event.target);
    const types = event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox])");
    if (types || !(row || event.target === document.body || event.key === "?")) return;
    event.preventDefault();
    act(row);
  });

  // All of a list means this page, too; who then leaves one out no longer means all.
  const every = document.querySelector("[data-every]");
  every?.addEventListener("change", () => {
    const page = list.querySelector("[data-select-all]");
    page.checked = every.checked;
    page.dispatchEvent(new Event("change", { bubbles: true }));
  });
  list?.addEventListener("change", (event) => {
    if (every && event.target !== every && event.isTrusted) every.checked = false;
  });
})();
