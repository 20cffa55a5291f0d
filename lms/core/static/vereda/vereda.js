// Shortens ways that exist without it: every page of Vereda works when this file never arrives.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Blocks of code: a copy button.
for (const button of all("[data-copy]")) {
  button.hidden = false;
  const label = button.querySelector("span");
  const word = label.textContent;
  button.addEventListener("click", async () => {
    const source = button.closest("figure").querySelector("pre");
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      getSelection().selectAllChildren(source);
      document.execCommand("copy");
    }
    label.textContent = button.dataset.done;
    setTimeout(() => (label.textContent = word), 2000);
  });
}

// The other language at the same paragraph: the last block that begins above the upper third of the screen.
const nearestBlock = () => {
  const above = all("main :is([id^=b-], section[id], fieldset[id])").filter((block) => {
    const { top, height } = block.getBoundingClientRect();
    return height && top < innerHeight / 3;
  });
  return scrollY > 40 && above.length ? `#${above.at(-1).id}` : "";
};
for (const link of all("[data-language]")) {
  link.addEventListener("click", () => {
    if (link.form) link.formAction = link.form.action.split("#")[0] + nearestBlock();
    else link.hash = nearestBlock() || location.hash;
  });
}

// A menu closes with Escape and when something else is used.
for (const menu of all("[data-menu]")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  for (const type of ["click", "focusin"]) {
    document.addEventListener(type, ({ target }) => menu.contains(target) || (menu.open = false));
  }
}

// A time zone that the person has not chosen yet: the browser's.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of all("[data-guess-zone]")) {
  const known = !field.options || [...field.options].some((option) => option.value === zone);
  if (zone && known && (!field.value || field.dataset.guessZone === "unconfirmed")) field.value = zone;
}

// Forms that save themselves. What could not be sent waits in this tab and goes out when the line is back.
const SAVE_AFTER = 700;
const TRY_AGAIN_AFTER = 15000;
const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

for (const form of all("form[data-autosave]")) {
  const url = form.dataset.autosave || form.action;
  const key = `unsent:${location.pathname}:${url}`;
  const status = form.querySelector("[data-autosave-status]") || document.createElement("p");
  const fields = () =>
    [...form.elements].filter(
      ({ name, type, tagName, dataset }) =>
        name && tagName !== "BUTTON" && ("base" in dataset || !["hidden", "password", "file", "submit"].includes(type)),
    );
  let timer = 0;
  let isBusy = false;
  let changes = 0;
  let saved = 0;

  const say = (state, time = "") => {
    status.dataset.state = state;
    status.textContent = (status.dataset[state] || "").replace("{time}", time);
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };
  const keep = () => {
    const kept = fields().map((field) => [field.name, field.value, isChoice(field) ? field.checked : null, field.id]);
    try {
      sessionStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // Storage is off or full: the form itself still holds everything.
    }
  };
  const restore = () => {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(key));
    } catch {
      // As above.
    }
    for (const [name, value, checked, id] of kept || []) {
      const field = fields().find(
        (one) => one.name === name && one.id === id && (checked === null || one.value === value),
      );
      if (field && checked === null) field.value = value;
      else if (field) field.checked = checked;
    }
    return kept !== null;
  };
  const forget = () => {
    saved = changes;
    try {
      sessionStorage.removeItem(key);
    } catch {
      // As above.
    }
  };

  async function save() {
    clearTimeout(timer);
    if (isBusy) return later(SAVE_AFTER); // one at a time, so that an older answer never overtakes a newer one
    isBusy = true;
    const sent = changes;
    say("saving");
    const body = new URLSearchParams(new FormData(form));
    const request = { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } };
    const response = await fetch(url, request).catch(() => null);
    isBusy = false;
    const isJson = response?.headers.get("Content-Type")?.startsWith("application/json");
    const told = (isJson && (await response.json().catch(() => null))) || {};
    for (const [question, mark] of Object.entries(told.was || {})) {
      const base = form.elements[`was-${question}`]; // from here on this answer is the one that the form knows
      if (base) base.value = mark;
    }
    if (told.elsewhere) {
      say("elsewhere");
    } else if (response?.ok && isJson) {
      const options = { hour: "2-digit", minute: "2-digit" };
      say("saved", new Date().toLocaleTimeString(document.documentElement.lang, options));
      if (sent === changes) forget();
    } else if (!response || response.status >= 500 || response.status === 429) {
      say("waiting");
      later(TRY_AGAIN_AFTER);
    } else {
      say("failed");
    }
  }
  const changed = () => {
    changes += 1;
    keep();
    later(SAVE_AFTER);
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    forget();
  });
  addEventListener("online", () => changes > saved && save());
  addEventListener("pagehide", () => changes > saved && save());
  if (restore()) changed();
}

// Something of another site: asked for with a click, and not before.
for (const place of all("[data-embed]")) {
  const button = place.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.src = place.dataset.embed;
    frame.title = place.dataset.title;
    frame.referrerPolicy = "no-referrer";
    frame.allowFullscreen = true;
    frame.sandbox = "allow-scripts allow-same-origin allow-presentation allow-popups";
    button.parentElement.replaceWith(frame);
    frame.focus();
  });
}
