// Deciding by keyboard. Letters count only while the focus is in the list; the page works without.
(() => {
  "use strict";

  const list = document.querySelector("form[data-rows]");
  if (!list) return;
  const links = () => [...list.querySelectorAll("tbody th a")];

  const step = (row, by) => {
    const all = links();
    const next = all[all.indexOf(row.querySelector("th a")) + by];
    if (next) next.focus();
  };

  const keys = {
    j: (row) => step(row, 1),
    ArrowDown: (row) => step(row, 1),
    k: (row) => step(row, -1),
    ArrowUp: (row) => step(row, -1),
    x: (row) => row.querySelector("input[type=checkbox]").click(),
    r: () => list.querySelector("input[name=reason]").focus(),
  };

  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    const act = keys[event.key];
    if (!row || !act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act(row);
  });

  // Whoever comes to decide starts in the list, unless they already are somewhere.
  if (document.activeElement === document.body) links()[0].focus({ preventScroll: true });
})();
