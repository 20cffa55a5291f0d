// A recording (asciicast 2) is played in the page. Without scripts the list of its seconds says the same.

const LONGEST_PAUSE = 2; // seconds in which nothing was shown

// [{ at, from, kind, text }]: ``at`` as it is played, ``from`` as it was recorded; both in seconds.
function read(cast) {
  let from = 0;
  let at = 0;
  return cast.split("\n").slice(1).flatMap((line) => {
    let event;
    try {
      event = JSON.parse(line);
    } catch {
      return []; // the last line, still being written
    }
    at += Math.min(LONGEST_PAUSE, Math.max(0, event[0] - from));
    from = event[0];
    return [{ at, from, kind: event[1], text: event[2] }];
  });
}

async function open(place) {
  const find = (name) => place.querySelector(`[data-${name}]`);
  const [button, screen, slider, said, speed, tools] = ["play", "screen", "place", "said", "speed", "tools"].map(find);
  const { play, pause } = button.dataset;
  const { load, dressed } = await import(place.dataset.module);
  const answer = await fetch(place.dataset.cast);
  if (!answer.ok) return (said.textContent = await answer.text());
  const events = read(await answer.text());
  const { Terminal } = await load(place.dataset, place.dataset.xterm);
  const terminal = dressed(Terminal, { disableStdin: true, cursorBlink: false });
  const length = events.at(-1)?.at ?? 0;
  screen.hidden = tools.hidden = false;
  terminal.open(screen);
  terminal.textarea.setAttribute("aria-label", place.dataset.wordScreen);

  let next = 0; // the event that is shown next
  let now = 0; // seconds, as it is played
  let last = 0; // moment of the last frame, while it plays
  const tell = () => {
    slider.value = now;
    const from = Math.floor(events[Math.max(0, next - 1)]?.from ?? 0);
    slider.setAttribute("aria-valuetext", `${from} s`);
    said.textContent = `${from} s / ${Math.floor(events.at(-1)?.from ?? 0)} s`;
  };
  const show = (until) => {
    let text = "";
    for (; next < events.length && events[next].at <= until; next += 1) {
      const { kind, text: given } = events[next];
      if (kind === "o") text += given;
      if (kind !== "r") continue;
      terminal.write(text);
      text = "";
      const [columns, rows] = given.split("x").map(Number);
      if (columns > 1 && rows > 0) terminal.resize(Math.min(columns, 300), Math.min(rows, 100));
    }
    if (text) terminal.write(text);
    now = until;
    tell();
  };
  const rewind = (to) => {
    if (to < now) {
      terminal.reset();
      next = 0;
    }
    show(to);
  };
  const stop = () => {
    last = 0;
    button.textContent = play;
  };
  const step = (moment) => {
    if (!last) return;
    show(Math.min(length, now + ((moment - last) / 1000) * Number(speed.value)));
    last = moment;
    if (now >= length) stop();
    else requestAnimationFrame(step);
  };
  slider.max = length;
  slider.addEventListener("input", () => rewind(Number(slider.value)));
  return () => {
    if (last) return stop();
    if (now >= length) rewind(0);
    button.textContent = pause;
    requestAnimationFrame((moment) => {
      last = moment;
      step(moment);
    });
  };
}

for (const place of document.querySelectorAll("[data-replay]")) {
  const button = place.querySelector("[data-play]");
  let toggle = null;
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    toggle ??= await open(place);
    button.disabled = false;
    if (typeof toggle === "function") toggle();
    else toggle = null;
  });
}
