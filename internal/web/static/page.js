// What the page does better with scripts; everything here also works without. No framework, no storage but one switch.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const one = (selector, within = document) => within.querySelector(selector);

  // Filters apply as they are chosen.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // What was not taken is where one goes on.
  if (!one("[autofocus]")) one("[aria-invalid]")?.focus();

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

  // A decision changes its row in place; so does one that came too late, and says so there. If anything fails, a verdict is
  // sent the ordinary way; what somebody wrote stays where it is.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const row = form.closest("[data-clip]");
    const written = form.matches("[data-labels]");
    if (!(row || written) || form.method !== "post") return;
    if (!row) { keep(form); return; }
    event.preventDefault();
    const data = new URLSearchParams(new FormData(form, event.submitter));
    if (written) data.set("return", one("[name=return]", one("#many") ?? form)?.value ?? "/");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": "row" } });
      const html = await answer.text();
      const again = written && !answer.ok && parse(html, "[data-row-labels]");
      const fresh = (answer.ok || answer.status === 409) && parse(html, "[data-clip]");
      if (again) { form.closest("[data-row-labels]").replaceWith(again); prepare(again); return; }
      if (!fresh) { form.submit(); return; }
      if (written) forget(form);
      row.replaceWith(fresh);
      if (here === row) {
        here = fresh;
        fresh.classList.add("here");
        one("[data-open]", fresh)?.focus({ preventScroll: true });
        show(fresh);
      }
      picked();
    } catch {
      if (written) { say(form, "lost"); return; }
      const verdict = document.createElement("input");
      Object.assign(verdict, { type: "hidden", name: "verdict", value: data.get("verdict") });
      form.append(verdict);
      form.submit();
    }
  });

  // Tags and note. What is typed stays in this browser until it is saved.
  const draftOf = (form) => "draft:" + form.dataset.labels;
  const stored = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const store = (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* no room or not allowed */ } };
  const forget = (form) => { try { localStorage.removeItem(draftOf(form)); } catch { /* there is none */ } };
  const say = (form, what) => { one("[data-said]", form).textContent = one("[data-said]", form).dataset[what]; };
  const keep = (form) => store(draftOf(form), { tags: form.elements.tags.value, note: form.elements.note.value, seen: form.elements.seen.value });

  const tidy = (tags) => tags.split(/[,;\n]/).map((t) => t.trim()).filter(Boolean).sort().join();

  function prepare(within) {
    for (const form of within.querySelectorAll("[data-labels]")) {
      const draft = stored(draftOf(form));
      const now = form.elements;
      if (draft && tidy(draft.tags) === tidy(now.tags.value) && draft.note.trim() === now.note.value.trim()) {
        forget(form); // it was saved
      } else if (draft && !one("[role=alert]", form)) {
        now.tags.value = draft.tags;
        now.note.value = draft.note;
        now.seen.value = draft.seen; // what it began with, so that nobody is written over
        form.closest("details")?.setAttribute("open", "");
        say(form, "draft");
      }
      const close = one("[data-close]", form);
      if (close && form.closest("[data-row-labels]")) close.hidden = false;
    }
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-labels]");
    if (form) keep(form);
  });

  async function label(row, field) {
    let forms = one("[data-row-labels]", row);
    if (!forms) {
      const link = one("[data-labels-of]", row) ?? one("[data-details]", row);
      try {
        const answer = await fetch(link.href, { headers: { "X-Part": "labels" } });
        forms = answer.ok && parse(await answer.text(), "[data-row-labels]");
      } catch { /* the link leads there */ }
      if (!forms) { location.href = link.href; return; }
      row.append(forms);
      prepare(forms);
    }
    one(field, forms)?.focus();
  }

  document.addEventListener("click", (event) => {
    const tag = event.target.closest("[data-tag]");
    if (tag) {
      const field = tag.closest("form").elements.tags;
      field.value = field.value.trim() ? field.value.trim().replace(/,$/, "") + ", " + tag.textContent : tag.textContent;
      tag.hidden = true;
      keep(tag.closest("form"));
      field.focus();
    }
    const close = event.target.closest("[data-close]");
    if (close) {
      const row = close.closest("[data-clip]");
      for (const form of close.closest("[data-row-labels]").querySelectorAll("form")) forget(form);
      close.closest("[data-row-labels]").remove();
      one("[data-open]", row)?.focus();
    }
    const link = event.target.closest("[data-labels-of]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      label(link.closest("[data-clip]"), "[data-note]");
    }
  });
  prepare(document);
  if (location.hash === "#reviews") one("[data-label]")?.setAttribute("open", "");

  // Many at once.
  const many = one("[data-many]");
  const picks = () => all("[data-pick]");
  const chosen = () => picks().filter((box) => box.checked);
  function picked() {
    if (!many) return;
    const n = chosen().length;
    const words = one("[data-picked]", many);
    words.textContent = n === 1 ? words.dataset.single : words.dataset.several.replace("%s", n);
    many.hidden = n === 0;
  }
  if (many) {
    document.addEventListener("change", (event) => { if (event.target.matches("[data-pick]")) picked(); });
    const every = one("[data-pick-all]", many);
    every.hidden = false;
    every.addEventListener("click", () => { for (const box of picks()) box.checked = true; picked(); });
    window.addEventListener("pageshow", picked);
    picked();
  }
  const forAll = (key) => many && chosen().length > 0 && one(`[data-all="${key}"]`, many);

  // Keys, unless somebody types or has switched them off.
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const press = (key) => {
    if (forAll(key)) { forAll(key).click(); return; }
    const buttons = here ? [one(`[data-key="${key}"]`, here)] : all(`[data-key="${key}"]`);
    if (buttons.length > 1) buttons[0].focus(); // of several projects, and nobody said which
    else buttons[0]?.click();
  };
  const write = (field) => {
    if (forAll("t") && field === "[data-tags]") { forAll("t").focus(); return; }
    if (here) { label(here, field); return; }
    const details = one("[data-label]");
    if (details) { details.open = true; one(field, details)?.focus(); }
  };
  const keys = {
    j: () => step(+1),
    k: () => step(-1),
    o: () => (here ? one("[data-open]", here) : one("[data-sheet] [data-open]"))?.click(),
    r: () => press("r"),
    x: () => press("x"),
    u: () => (one("[data-undo-many]") && !chosen().length && !one('[data-key="u"]', here ?? document) ? one("[data-undo-many]").click() : press("u")),
    m: () => press("m"),
    t: () => write("[data-tags]"),
    n: () => write("[data-note]"),
    "/": () => one("[data-find]")?.focus(),
    "?": () => one("[data-all-keys]")?.showModal(),
  };
  // Escape closes what the focus is in, and leads back to what opened it. What was typed there stays as a draft.
  function leave(from) {
    const forms = from.closest("[data-row-labels]");
    const summary = one("summary", from.closest("details[open]") ?? document.createElement("p"));
    if (forms) {
      const row = forms.closest("[data-clip]");
      forms.remove();
      one("[data-open]", row)?.focus();
    } else if (summary?.checkVisibility()) {
      summary.parentElement.open = false;
      summary.focus();
    } else if (from.matches("input, textarea, select")) {
      from.blur();
      if (here) one("[data-open]", here)?.focus({ preventScroll: true });
    }
  }

  document.addEventListener("keydown", (event) => {
    if (one("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("[data-labels]")?.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") { leave(event.target); return; }
    if (off() || event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  const button = one("[data-keys-switch]");
  if (button) {
    const label = () => { button.textContent = off() ? button.dataset.switchOn : button.dataset.switchOff; };
    button.addEventListener("click", () => {
      try { localStorage.setItem("keys", off() ? "on" : "off"); } catch { return; }
      label();
    });
    label();
    button.hidden = false;
  }
})();
