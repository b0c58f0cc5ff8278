// What the page does better with scripts; everything here also works without. No framework, no storage but one switch.
(() => {
  "use strict";

  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const one = (selector, within = document) => within.querySelector(selector);

  // Filters apply as they are chosen.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Empty fields stay out of the address.
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "ask") return;
    for (const field of event.target.elements) if (field.name && field.name !== "q" && !field.value) field.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const field of one("#ask")?.elements ?? []) field.disabled = false;
  });

  // The chosen row.
  const rows = () => all("[data-clip]");
  let here = document.querySelector("[data-clip].here");

  function choose(row) {
    if (!row || row === here) return;
    here?.classList.remove("here");
    here = row;
    row.classList.add("here");
    one("[data-open]", row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    show(row);
  }

  function step(by) {
    const list = rows();
    choose(list[Math.min(Math.max(list.indexOf(here) + by, 0), list.length - 1)]);
  }

  // The reading pane follows, where there is room for it.
  let asked = 0;
  async function show(row) {
    const pane = one("[data-read]");
    const link = one("[data-details]", row);
    if (!pane || !link || getComputedStyle(pane).display === "none") return;
    const mine = ++asked;
    try {
      const answer = await fetch(link.href, { headers: { "X-Part": "chosen" } });
      if (!answer.ok || mine !== asked) return;
      const sheet = parse(await answer.text(), ".sheet");
      if (sheet && mine === asked) { pane.replaceChildren(sheet); pane.scrollTop = 0; }
    } catch { /* without a connection the pane keeps what it shows; the row's own links still say what is wrong */ }
  }

  function parse(html, selector) {
    return one(selector, new DOMParser().parseFromString(html, "text/html"));
  }

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-clip]");
    if (row && row !== here) { here?.classList.remove("here"); here = row; row.classList.add("here"); show(row); }
  });

  // A verdict changes its row in place. If that fails for any reason, the form is sent the ordinary way.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const row = form.closest("[data-clip]");
    if (!row || form.method !== "post") return;
    event.preventDefault();
    const data = new URLSearchParams(new FormData(form, event.submitter));
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": "row" } });
      const fresh = answer.ok && parse(await answer.text(), "[data-clip]");
      if (!fresh) throw new Error("no row");
      row.replaceWith(fresh);
      if (here === row) {
        here = fresh;
        fresh.classList.add("here");
        one("[data-open]", fresh)?.focus({ preventScroll: true });
      }
    } catch {
      const verdict = document.createElement("input");
      Object.assign(verdict, { type: "hidden", name: "verdict", value: data.get("verdict") });
      form.append(verdict);
      form.submit();
    }
  });

  // Keys, unless somebody types or has switched them off.
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const press = (key) => here && one(`[data-key="${key}"]`, here)?.click();
  const keys = {
    j: () => step(+1),
    k: () => step(-1),
    o: () => (here ? one("[data-open]", here) : one("[data-sheet] [data-open]"))?.click(),
    r: () => press("r"),
    x: () => press("x"),
    u: () => press("u"),
    "/": () => one("[data-find]")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off()) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  const button = one("[data-keys-switch]");
  if (button) {
    const label = () => { button.textContent = off() ? button.dataset.on : button.dataset.off; };
    button.addEventListener("click", () => {
      try { localStorage.setItem("keys", off() ? "on" : "off"); } catch { return; }
      label();
    });
    label();
    button.hidden = false;
  }
})();
