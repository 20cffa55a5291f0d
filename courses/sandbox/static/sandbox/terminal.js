// A terminal in the page. What it stands on (xterm.js) comes when somebody opens it.

const LARGEST = 16384; // bytes of keys in one message
const LONGEST_PAUSE = 15000;
const MOST_PASTED = 200000;
const PALETTE = {
  background: "#14181a", foreground: "#e2e5da", cursor: "#e5a981", cursorAccent: "#14181a", selectionBackground: "#3f5a4c",
  black: "#14181a", red: "#f19a8a", green: "#8fd3ac", yellow: "#e6c76a", blue: "#9cc3f0", magenta: "#dcaee0", cyan: "#86d3d3", white: "#e2e5da",
  brightBlack: "#9aa39b", brightRed: "#ffb4a6", brightGreen: "#a9e6c3", brightYellow: "#f5dc8c", brightBlue: "#b9d6f7", brightMagenta: "#eac6ed", brightCyan: "#a5e6e6", brightWhite: "#ffffff",
};
const PROBLEMS = { too_much: "flood", no_terminal: "absent", stopped: "stopped" };
const CLOSED = { 1000: "ended", 4403: "denied", 4404: "stopped", 4408: "idle", 4429: "flood" };

const keep = (name, value) => {
  try {
    return value === undefined ? localStorage.getItem(name) : localStorage.setItem(name, value);
  } catch {
    return null; // storage is off: the terminal works without
  }
};

// xterm writes style elements of its own: the page's policy lets those pass that carry its nonce.
const withNonce = (nonce) => {
  const create = Document.prototype.createElement;
  document.createElement = (name, options) => {
    const made = create.call(document, name, options);
    if (name === "style") made.nonce = nonce;
    return made;
  };
};

const follow = (event, address) => {
  event.preventDefault();
  if (/^https?:\/\//i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
};

async function ticketFor(place) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const answer = await fetch(place.dataset.ticket, { method: "POST", headers: { "X-CSRFToken": token } });
  const told = await answer.json().catch(() => ({}));
  if (told.ticket) return told.ticket;
  throw Object.assign(new Error(told.error || ""), { isFinal: answer.status < 500 });
}

// What xterm.js and its parts, named by their addresses, bring with them.
export async function load({ css, nonce }, ...parts) {
  withNonce(nonce);
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = css;
  document.head.append(sheet);
  return Object.assign({}, ...(await Promise.all(parts.map((part) => import(part)))));
}

export function dressed(Terminal, more) {
  const terminal = new Terminal({
    theme: PALETTE,
    minimumContrastRatio: 4.5,
    fontFamily: 'ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
    fontSize: Number(keep("terminal-size")) || 13,
    scrollback: 2000,
    screenReaderMode: keep("terminal-reader") === "1",
    linkHandler: { activate: follow, allowNonHttpProtocols: false },
    ...more,
  });
  terminal.parser.registerOscHandler(52, () => true); // no program writes into anybody's clipboard
  return terminal;
}

export async function open(place) {
  const find = (name) => place.querySelector(`[data-${name}]`);
  const [button, screen, said, tools, reader] = ["open", "screen", "said", "tools", "reader"].map(find);
  const word = (name, values = {}) =>
    (place.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`] || "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const say = (name, values) => (said.textContent = word(name, values));
  button.hidden = true;
  say("connecting");
  const { xterm, fit, links } = place.dataset;
  const { Terminal, FitAddon, WebLinksAddon } = await load(place.dataset, xterm, fit, links);

  const terminal = dressed(Terminal, { disableStdin: "silent" in place.dataset });
  const fitted = new FitAddon();
  terminal.loadAddon(fitted);
  terminal.loadAddon(new WebLinksAddon(follow));
  terminal.attachCustomKeyEventHandler(({ key, shiftKey }) => !(key === "Tab" && shiftKey)); // the way out
  screen.hidden = tools.hidden = false;
  terminal.open(screen);
  terminal.textarea.setAttribute("aria-label", word("screen"));
  const fits = () => screen.clientWidth && fitted.fit();
  fits();
  new ResizeObserver(fits).observe(screen);

  reader.checked = terminal.options.screenReaderMode;
  reader.addEventListener("change", () => {
    terminal.options.screenReaderMode = reader.checked;
    keep("terminal-reader", reader.checked ? "1" : "0");
    terminal.focus();
  });
  for (const one of place.querySelectorAll("[data-size]")) {
    one.addEventListener("click", () => {
      terminal.options.fontSize = Math.min(28, Math.max(10, terminal.options.fontSize + 2 * Number(one.dataset.size)));
      keep("terminal-size", terminal.options.fontSize);
      fits();
    });
  }

  let socket = null;
  let pause = 500;
  let timer = 0;
  let ends = 0;
  let problem = "";
  const send = (message) => socket?.readyState === WebSocket.OPEN && socket.send(message);
  const size = () => send(JSON.stringify({ resize: [terminal.cols, terminal.rows] }));
  const encoder = new TextEncoder();
  terminal.onResize(size);
  terminal.onData((text) => {
    if (text.length > MOST_PASTED) return say("flood");
    const bytes = encoder.encode(text);
    for (let at = 0; at < bytes.length; at += LARGEST) send(bytes.subarray(at, at + LARGEST));
  });
  terminal.onBinary((text) => send(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));

  const left = () => {
    const chip = document.querySelector("[data-left]");
    if (chip && ends) chip.textContent = word("left", { n: Math.max(0, Math.ceil((ends * 1000 - Date.now()) / 60000)) });
  };
  setInterval(left, 30000);

  const hear = ({ state, ends: minutes, typing, watchers, error }) => {
    if (state) {
      ends = state.ends_at;
      left();
      if (state.state === "queued") say("queue", { n: state.position });
      else if (state.state === "starting") say("starting");
      else if (state.state === "running") say("open");
    } else if (minutes) say("ends", { n: minutes });
    else if (typing) say("typing", { name: typing });
    else if (watchers) say(watchers.length ? "watching" : "alone", { names: watchers.map(({ name }) => name).join(", ") });
    else if (error && error !== "skipped") say((problem = PROBLEMS[error] || "failed"));
  };

  const finish = (name, words) => {
    if (name) say(name);
    else said.textContent = words;
    button.hidden = false;
    socket = null;
  };
  async function connect() {
    clearTimeout(timer);
    problem = "";
    let ticket = "";
    try {
      ticket = await ticketFor(place);
    } catch (error) {
      return error.isFinal ? finish("", error.message || word("denied")) : again();
    }
    socket = new WebSocket(place.dataset.socket, ["vereda.terminal", `order.${ticket}`]);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      pause = 500;
      say("open");
      size();
    });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") hear(JSON.parse(data));
      else terminal.write(new Uint8Array(data));
    });
    socket.addEventListener("close", ({ code }) => (CLOSED[code] ? finish(problem || CLOSED[code]) : again()));
  }
  function again() {
    say("again");
    timer = setTimeout(connect, pause * (0.5 + Math.random()));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
  addEventListener("online", () => socket?.readyState === WebSocket.CLOSED && connect());
  addEventListener("pagehide", () => socket?.close());
  await connect();
  terminal.focus();
  return connect;
}
