// Typing prices into the matrix: each cell is saved by itself, from what was seen in it.
// The page works without: its button sends all that was typed.
(() => {
  "use strict";

  const form = document.querySelector("form[data-cells]");
  if (!form) return;
  const told = form.querySelector("[data-cells-told]");
  const shown = new WeakMap();
  const cells = [...form.querySelectorAll(".cell-price")];
  for (const cell of cells) shown.set(cell, cell.value);

  const seenOf = (cell) => cell.parentElement.querySelector("input[type=hidden]");

  const tell = (cell, outcome, words) => {
    const place = cell.parentElement;
    place.dataset.outcome = outcome;
    place.querySelector(".cell-told")?.remove();
    if (outcome === "refused" || outcome === "waits") {
      const note = document.createElement("span");
      note.className = "cell-told";
      note.textContent = words;
      place.append(note);
    }
    if (words && told) told.textContent = `${cell.getAttribute("aria-label")}: ${words}`;
  };

  const save = async (cell) => {
    if (cell.value.trim() === shown.get(cell) || cell.dataset.busy) return;
    cell.dataset.busy = "1";
    tell(cell, "saving", "");
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "channel"]) body.set(name, form.elements[name].value);
    body.set("token", crypto.randomUUID());
    body.set(cell.name, cell.value);
    body.set(seenOf(cell).name, seenOf(cell).value);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Cells": "1" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const [result] = (await answer.json()).cells;
      if (!result) return tell(cell, "", "");
      seenOf(cell).value = result.version;
      shown.set(cell, result.amount);
      if (result.outcome !== "refused") cell.value = result.amount;
      const now = result.outcome === "refused" && result.amount ? ` (${result.amount})` : "";
      tell(cell, result.outcome, result.told + now);
    } catch {
      tell(cell, "refused", form.dataset.lost || "?");
    } finally {
      delete cell.dataset.busy;
    }
  };

  // The cell above or below: the same column of the next row that has one.
  const beside = (cell, step) => {
    const column = cell.parentElement.cellIndex;
    let row = cell.closest("tr");
    while ((row = step > 0 ? row.nextElementSibling : row.previousElementSibling)) {
      const found = row.cells[column]?.querySelector(".cell-price");
      if (found) return found;
    }
    return null;
  };

  const go = (cell, step, event) => {
    event.preventDefault();
    const next = beside(cell, step);
    if (next) next.focus();
    else save(cell);
  };

  form.addEventListener("focusin", (event) => {
    if (event.target.matches(".cell-price")) event.target.select();
  });
  form.addEventListener("focusout", (event) => {
    if (event.target.matches(".cell-price")) save(event.target);
  });
  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches(".cell-price")) return;
    if (event.key === "Enter") go(cell, event.shiftKey ? -1 : 1, event);
    else if (event.key === "ArrowDown") go(cell, 1, event);
    else if (event.key === "ArrowUp") go(cell, -1, event);
    else if (event.key === "Escape") {
      cell.value = shown.get(cell);
      tell(cell, "", "");
      cell.select();
    }
  });
})();
