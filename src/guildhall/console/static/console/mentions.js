// A list of people after an @ in a note. Without it, names are written by hand.
(() => {
  "use strict";

  const CALL = /(?:^|\s)@([^@\s][^@]{0,40})?$/u;
  let list = null;
  let asked = 0;

  const close = () => {
    list?.remove();
    list = null;
  };

  const options = () => [...(list?.children ?? [])];

  const choose = (field, option) => {
    const before = field.value.slice(0, field.selectionStart);
    const at = before.lastIndexOf("@") + 1;
    field.setRangeText(`${option.dataset.call} `, at, field.selectionStart, "end");
    close();
    field.focus();
  };

  const mark = (step) => {
    const all = options();
    const now = all.findIndex((option) => option.ariaSelected === "true");
    all.forEach((option) => (option.ariaSelected = "false"));
    all[(now + step + all.length) % all.length].ariaSelected = "true";
  };

  const show = (field, people) => {
    close();
    if (people.length === 0) return;
    list = document.createElement("ul");
    list.className = "people-list";
    list.role = "listbox";
    for (const [i, person] of people.entries()) {
      const option = document.createElement("li");
      option.role = "option";
      option.ariaSelected = String(i === 0);
      option.dataset.call = person.call;
      option.textContent = person.name;
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(field, option);
      });
      list.append(option);
    }
    field.after(list);
  };

  document.addEventListener("input", async (event) => {
    const field = event.target;
    if (!field.matches?.("textarea[data-mentions]")) return;
    const call = CALL.exec(field.value.slice(0, field.selectionStart));
    if (!call) return close();
    const turn = (asked += 1);
    const url = `${field.form.dataset.people}?q=${encodeURIComponent(call[1] ?? "")}`;
    const answer = await fetch(url, { headers: { accept: "application/json" } });
    if (!answer.ok || turn !== asked) return;
    show(field, (await answer.json()).people);
  });

  document.addEventListener("keydown", (event) => {
    if (!list || !event.target.matches("textarea[data-mentions]")) return;
    const deeds = {
      ArrowDown: () => mark(1),
      ArrowUp: () => mark(-1),
      Enter: () => choose(event.target, options().find((option) => option.ariaSelected === "true")),
      Tab: () => choose(event.target, options().find((option) => option.ariaSelected === "true")),
      Escape: close,
    };
    if (!deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  });
  document.addEventListener("focusout", close);
})();
