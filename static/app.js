// Comfort only: every page works without this file. Nothing is sent to anyone but our own server.

const POLL_EVERY = 5_000;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (name, act) => document.addEventListener(name, act);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString("fr"));

// --- drafts: the words stay on this phone until the server has them -------------------

const addressOf = (form) => new URL(form.getAttribute("action") || "", location).pathname;
const keyOf = (field) => `draft ${document.body.dataset.viewer} ${addressOf(field.form)} ${field.name}`;
const draftsOf = (form) => all("textarea[data-draft]", form);

function say(kind) {
  const state = document.getElementById("state");
  if (!state || state.classList.contains(`state-${kind}`)) return;
  state.className = `state state-${kind}`;
  state.textContent = state.dataset[kind] ?? "";
}

function keep(field) {
  localStorage.setItem(keyOf(field), field.value);
  say(field.value ? "kept" : "empty");
}

function bringBack(field) {
  const kept = localStorage.getItem(keyOf(field));
  if (kept && !field.value) field.value = kept;
  if (kept && field.value === kept) say("kept");
}

// A page of ours that opens after a form was sent is the answer: what it does not give back, it has.
function forgetWhatWasSent() {
  const sent = JSON.parse(sessionStorage.getItem("sent") ?? "[]");
  sessionStorage.removeItem("sent");
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  const givenBack = draftsOf(document).filter((field) => field.value).map(keyOf);
  sent.filter((key) => !givenBack.includes(key)).forEach((key) => localStorage.removeItem(key));
}

on("submit", ({ target: form, defaultPrevented }) => {
  if (addressOf(form) === "/effacer") {
    localStorage.clear();
    sessionStorage.clear();
  } else if (!defaultPrevented && draftsOf(form).length) {
    sessionStorage.setItem("sent", JSON.stringify(draftsOf(form).map(keyOf)));
  }
});
on("htmx-after-request", ({ target, detail }) => {
  const form = target.closest("form");
  if (!form || detail.ctx.response.status >= 400) return;
  draftsOf(form).forEach((field) => localStorage.removeItem(keyOf(field)));
});
on("htmx-error", ({ detail }) => detail.ctx?.response || say("offline"));

// --- how many characters ----------------------------------------------------------------

function count(field) {
  const line = document.getElementById(`${field.id}-limit`);
  const [written, limit] = [[...field.value].length, Number(field.dataset.limit)];
  const over = written - limit;
  line.textContent = fill(over > 0 ? line.dataset.over : line.dataset.count, { written, limit, over });
  line.classList.toggle("counter-over", over > 0);
}

on("input", ({ target }) => {
  if (target.matches("textarea[data-draft]")) keep(target);
  if (target.matches("textarea[data-limit]")) count(target);
});

// --- a scribe's keyboard: Enter sends the note, Shift and Enter start a new line ----------

on("keydown", (key) => {
  const field = key.target;
  if (key.key !== "Enter" || key.shiftKey || key.isComposing || !field.matches("[data-enter] textarea")) return;
  key.preventDefault();
  field.form.requestSubmit();
});

// --- the first words of a sentence, for who does not know how to begin ----------------------

on("click", ({ target }) => {
  const starter = target.closest("[data-starter]");
  if (!starter) return;
  const field = starter.form.querySelector("textarea");
  field.value = [field.value.trimEnd(), `${starter.dataset.starter} `].filter(Boolean).join("\n");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// --- a booth with more than buttons brings its own script, where there is one -----------------

function furnish() {
  const booth = document.querySelector("[data-booth]");
  if (booth) import(booth.dataset.script);
}
furnish();
on("htmx-after-swap", furnish);

// --- live pages, where the socket cannot be ----------------------------------------------

const shown = new WeakMap();
// The socket itself is asked: its events may come before this file does.
const isLive = (element) =>
  element.closest("[data-hx-ws-connect]")?._htmx?.ws?.connection?.socket?.readyState === WebSocket.OPEN;

async function poll(element) {
  const answer = await fetch(element.dataset.poll, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || isLive(element)) return;
  const text = await answer.text();
  if (!text || shown.get(element) === text) return;
  shown.set(element, text);
  if (window.htmx) htmx.swap({ sourceElement: element, target: element, swap: "outerMorph", text });
  else if (!element.contains(document.activeElement)) {
    element.outerHTML = text;
    askForMine();
  }
}
setInterval(() => {
  if (!document.hidden) all("[data-poll]").filter((element) => !isLive(element)).forEach(poll);
}, POLL_EVERY);

// --- a piece of a live page that is one person's own: <div data-mine="/its/address" data-turn="3"> ---
// A frame is the same for everyone. It changes the turn; this piece is then asked for, not all at once.

const turns = new WeakMap(all("[data-mine]").map((place) => [place, place.dataset.turn]));

function askForMine() {
  for (const place of all("[data-mine]")) {
    const { turn, jitter = 1000 } = place.dataset;
    if (turns.has(place) && turns.get(place) === turn) continue;
    turns.set(place, turn);
    place.replaceChildren();
    setTimeout(fillMine, Math.random() * jitter, place, turn);
  }
}

async function fillMine(place, turn) {
  if (!place.isConnected || place.dataset.turn !== turn) return;
  const answer = await fetch(place.dataset.mine, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer || answer.status >= 500) return setTimeout(fillMine, POLL_EVERY, place, turn);
  const text = answer.ok && !answer.redirected ? await answer.text() : "";
  if (!text || !place.isConnected || place.dataset.turn !== turn) return;
  if (window.htmx) htmx.swap({ sourceElement: place, target: place, swap: "innerMorph", text });
  else place.innerHTML = text;
}

// --- the server's clock, whatever this device's own says --------------------------------------

const clock = {
  at: Number(document.body.dataset.now) || Date.now(),
  since: performance.getEntriesByType("navigation")[0]?.responseStart ?? performance.now(),
};
const now = () => clock.at + performance.now() - clock.since;

async function setClock() {
  const asked = performance.now();
  const answer = await fetch("/heure", { cache: "no-store" }).catch(() => null);
  const at = answer?.ok ? Number(await answer.text()) : NaN;
  if (at) Object.assign(clock, { at, since: (asked + performance.now()) / 2 });
  tick();
}
on("visibilitychange", () => document.hidden || setClock());

// --- minutes left, dialogs, paper ---------------------------------------------------------

function tick() {
  for (const left of all("[data-until]")) {
    const minutes = Math.ceil((new Date(left.dataset.until) - now()) / 60_000);
    const words = fill(minutes > 0 ? left.dataset.left : left.dataset.over, { n: minutes });
    if (minutes < 100 && left.textContent !== words) left.textContent = words;
  }
}
setInterval(tick, 1_000);

on("click", (click) => {
  const dialog = document.getElementById(click.target.closest("[data-dialog]")?.dataset.dialog);
  if (dialog?.showModal) {
    click.preventDefault();
    dialog.showModal();
  }
  if (click.target.closest("[data-print]")) window.print();
  all("[data-read-aloud]").filter((button) => button.contains(click.target)).forEach(readAloud);
});

// --- reading aloud, with a voice that lives on this device ----------------------------------

const speech = window.speechSynthesis;
const voice = () => speech?.getVoices().find(({ lang, localService }) => localService && lang.startsWith("fr"));
const showReader = () => all("[data-read-aloud]").forEach((button) => (button.hidden = !voice()));

function readAloud(button) {
  const label = button.querySelector("span");
  const stop = () => {
    speech.cancel();
    if (button.dataset.start) label.textContent = button.dataset.start;
    delete button.dataset.start;
  };
  if (button.dataset.start) return stop();
  button.dataset.start = label.textContent;
  label.textContent = button.dataset.stop;
  const sentences = document.getElementById("main").innerText.match(/[^.!?…\n]+[.!?…]*/g) ?? [];
  const said = sentences.map((sentence) => Object.assign(new SpeechSynthesisUtterance(sentence), { voice: voice(), lang: "fr-FR" }));
  said.at(-1)?.addEventListener("end", stop);
  said.forEach((sentence) => speech.speak(sentence));
}
speech?.addEventListener?.("voiceschanged", showReader);
window.addEventListener("pagehide", () => speech?.cancel());

// --- when a page opens, and when a part of it changes -----------------------------------------

function wake() {
  askForMine();
  all("[data-print], [data-starter]").forEach((button) => (button.hidden = false));
  all("[data-without-script]").forEach((words) => (words.hidden = true));
  showReader();
  tick();
  draftsOf(document).forEach(bringBack);
  all("textarea[data-limit]").forEach(count);
}
forgetWhatWasSent();
wake();
on("htmx-after-swap", ({ detail }) => {
  wake();
  if (detail.ctx.response?.status >= 400) document.getElementById("alert")?.scrollIntoView({ block: "center" });
});
