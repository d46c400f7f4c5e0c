// Scans: taken at once, kept until the server has them, told by sound and color.
// Without scripts the same form is sent and the page comes back with the field in focus.
(() => {
  "use strict";

  const form = document.querySelector("form[data-scan]");
  if (!form) return;
  const field = form.querySelector("[data-scan-field]");
  const shown = document.getElementById("scan-state");
  const waiting = document.querySelector("[data-scan-waiting]");
  const RETRY_MS = 3000;
  const key = `scans:${form.action}`;

  // What was scanned and not answered yet outlives a reload, a crash and a dead spot.
  const load = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) || [];
    } catch {
      return [];
    }
  };
  let queue = load();
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(queue));
    } catch {
      // A browser may refuse storage; the queue then lasts as long as the page.
    }
    waiting.hidden = queue.length === 0;
    waiting.querySelector("[data-scan-count]").textContent = queue.length;
  };

  let sound = null;
  const beep = (isGood) => {
    try {
      sound ??= new AudioContext();
      const tone = sound.createOscillator();
      const loudness = sound.createGain();
      tone.frequency.value = isGood ? 1320 : 220;
      loudness.gain.value = 0.15;
      tone.connect(loudness).connect(sound.destination);
      tone.start();
      tone.stop(sound.currentTime + (isGood ? 0.08 : 0.4));
    } catch {
      // Some devices have no sound; the color says it, too.
    }
    if (!isGood) navigator.vibrate?.(200);
  };

  const body = (scan) => {
    const data = new FormData(form);
    data.set("token", scan.id);
    data.set("scan", scan.text);
    data.set("age", String(Math.max(0, Date.now() - scan.at)));
    return data;
  };

  let busy = false;
  const pump = async () => {
    if (busy || queue.length === 0) return;
    busy = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: body(queue[0]),
        headers: { "X-Scan": "1" },
      });
      if (answer.redirected) {
        location.reload(); // signed out meanwhile: nothing is lost, it waits in the queue
        return;
      }
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      shown.innerHTML = await answer.text();
      beep(answer.ok);
      queue.shift();
      keep();
    } catch {
      waiting.hidden = false;
      setTimeout(pump, RETRY_MS);
      return;
    } finally {
      busy = false;
    }
    pump();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // this button never rests: the next scan comes at once
    const text = field.value.trim();
    field.value = "";
    field.focus();
    if (!text) return;
    queue.push({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, text, at: Date.now() });
    keep();
    pump();
  });

  // FNC1 arrives from many scanners as Ctrl+], which types nothing by itself.
  field.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.key !== "]") return;
    event.preventDefault();
    field.setRangeText("\u241d", field.selectionStart, field.selectionEnd, "end");
  });

  // A scanner types wherever the cursor is: what is typed outside of a field goes to the one field.
  document.addEventListener("keydown", (event) => {
    const elsewhere = !event.target.closest("input, textarea, select, button, a, dialog");
    if (elsewhere && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });

  keep();
  pump();
})();
