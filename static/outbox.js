// What is sent waits here until the server has it. Comfort only: without this file a form posts by itself.
//
// <form data-outbox>         its page follows the answer; data-outbox="stay": it stays, and the form is emptied at once
// <form data-refresh="#a">   the page stays, and these parts of it are taken from the answer
// outbox-sent                event of the form (or the document) whose words were received: detail.to, .url, .html
//
// Each entry has a key of its own, so that two tabs never write over each other. It bears the form's `once`:
// the server carries it out one time, however often it comes.

const SHELF = "outbox ";
const LOCK = "outbox-lock";
const PATIENCE = 12_000;
const SHORTEST = 2_000;
const LONGEST = 30_000;
const SKIPPED_AFTER = 5; // failures of the server, after which the others need not wait for this one

const line = document.getElementById("outbox");
const unsaved = document.getElementById("unsaved");
const tab = token();
const every = (selector, root = document) => [...root.querySelectorAll(selector)];
const forms = () => every("form[data-outbox]");
const pathOf = (form) => {
  const { pathname, search } = new URL(form.getAttribute("action") || "", location);
  return pathname + search;
};
const who = () => `${document.body.dataset.viewer ?? ""} ${document.querySelector("[data-device]")?.dataset.device ?? ""}`;
const holds = ({ once }) => forms().find((form) => form.elements.once?.value === once);
const formFor = ({ to }) => forms().find((form) => pathOf(form) === to);

// There is no randomUUID where there is no HTTPS.
function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- the shelf -----------------------------------------------------------------------------

function entries() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(SHELF)).sort();
  const kept = keys.map((key) => ({ ...JSON.parse(localStorage.getItem(key) ?? "{}"), key }));
  return kept.filter((entry) => entry.who === who());
}
const waiting = () => entries().filter((entry) => !entry.refused);

function put({ key, ...entry }) {
  localStorage.setItem(key, JSON.stringify(entry));
}

function entryOf(form, submitter) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "once");
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  const written = every("textarea, input[type=text]", form).filter((field) => field.value);
  const once = form.elements.once?.value || token();
  const when = Date.now();
  return {
    key: `${SHELF}${when} ${String(performance.now()).padStart(20, "0")} ${once}`,
    who: who(),
    to: pathOf(form),
    once,
    fields: [...fields, ["once", once]],
    when,
    segment: form.elements.segment?.value,
    label: form.getAttribute("aria-label") ?? form.querySelector("label")?.textContent ?? "",
    words: written.map((field) => field.value).join("\n"),
    tries: 0,
  };
}

function empty(form, once = token()) {
  form.reset();
  every("textarea", form).forEach((field) => (field.value = ""));
  if (form.elements.once) form.elements.once.value = once;
  // The draft goes, and the counter starts again.
  every("textarea, input[type=text]", form).forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true })));
}

// --- what is said ----------------------------------------------------------------------------

function say(kind, n = 0) {
  const words = kind ? line.dataset[kind].replace("{n}", n) : "";
  line.className = `state state-${{ refused: "offline", photo: "offline" }[kind] ?? kind}`;
  if (line.textContent !== words) line.textContent = words;
}

function show(saved = false) {
  const late = waiting().filter(({ tries }) => tries).length;
  const refused = entries().filter((entry) => entry.refused && !holds(entry));
  const list = unsaved.querySelector("ul");
  unsaved.hidden = !refused.length;
  list.replaceChildren(...refused.map(card));
  if (late) say("kept", late);
  else if (refused.length) say("refused");
  else if (saved) say("saved");
  else if (!line.classList.contains("state-saved")) say("");
}

function card(entry) {
  const item = unsaved.querySelector("template").content.cloneNode(true);
  const [sentence, words, again, away] = ["sentence", "words", "again", "away"].map((name) => item.querySelector(`[data-${name}]`));
  sentence.textContent = entry.refused;
  words.textContent = entry.words;
  again.hidden = !formFor(entry);
  again.addEventListener("click", () => takeBack(entry));
  away.addEventListener("click", () => drop(entry));
  return item;
}

function drop(entry) {
  localStorage.removeItem(entry.key);
  show();
}

function takeBack(entry) {
  const form = formFor(entry);
  for (const [name, value] of entry.fields) {
    const hidden = form.elements[name]?.type === "hidden"; // the step, the token: those of today
    for (const field of hidden ? [] : every(`[name="${CSS.escape(name)}"]`, form)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else if (field.type !== "submit" && field.value !== value) field.value = [field.type === "textarea" && field.value, value].filter(Boolean).join("\n");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  drop(entry);
  form.querySelector("textarea, input:not([type=hidden])")?.focus();
}

// --- sending -----------------------------------------------------------------------------------

async function post({ to, fields }) {
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const headers = { "HX-Request": "true" };
    const answer = await fetch(to, { method: "POST", headers, body: new URLSearchParams(fields), signal: patience.signal });
    // The wifi of a hall may answer in our place: only we speak with this policy.
    const ours = answer.headers.get("content-security-policy")?.startsWith("default-src 'none'");
    return ours ? { status: answer.status, redirected: answer.redirected, url: answer.url, html: await answer.text() } : null;
  } catch {
    return null;
  } finally {
    clearTimeout(end);
  }
}

// True when the next one may go.
async function send(entry) {
  const answer = await post(entry);
  if (!localStorage.getItem(entry.key)) return true; // another tab, or the person, was quicker
  if (answer && (answer.redirected || answer.status < 300)) {
    received(entry, answer);
    return true;
  }
  const later = !answer || answer.status >= 500 || [408, 429].includes(answer.status);
  if (!later) {
    refused(entry, answer);
    return true;
  }
  waiting().forEach(late);
  show();
  return answer?.status === 500 && entry.tries >= SKIPPED_AFTER;
}

// Its form is free again: the words are on the shelf.
function late(entry) {
  put({ ...entry, tries: entry.tries + 1 });
  const form = holds(entry);
  if (form) empty(form);
}

function received(entry, { redirected, url, html }) {
  localStorage.removeItem(entry.key);
  const form = holds(entry);
  if (form && redirected && form.dataset.outbox !== "stay" && !form.dataset.refresh) {
    empty(form);
    location.assign(url);
    return;
  }
  const given = new DOMParser().parseFromString(html, "text/html");
  const again = every("form", given).find((one) => pathOf(one) === entry.to);
  if (form) empty(form, again?.elements.once?.value);
  const place = form ?? formFor(entry);
  if (place?.dataset.refresh) every(place.dataset.refresh, given).forEach(renew);
  show(true);
  (place ?? document).dispatchEvent(new CustomEvent("outbox-sent", { bubbles: true, detail: { to: entry.to, url, html } }));
}

function renew(part) {
  const old = document.getElementById(part.id);
  if (old && window.htmx) htmx.swap({ sourceElement: old, target: old, swap: "outerMorph", text: part.outerHTML });
  else old?.replaceWith(part);
}

function refused(entry, { html }) {
  const alert = new DOMParser().parseFromString(html, "text/html").getElementById("alert");
  const sentences = every(".refusal", alert ?? document.createElement("p")).map((one) => one.textContent.trim());
  put({ ...entry, refused: sentences.join(" ") || line.dataset.unknown });
  if (holds(entry) && alert) {
    document.getElementById("alert")?.replaceWith(alert);
    alert.scrollIntoView({ block: "center" });
  }
  show();
}

// One tab at a time. It is enough that this is nearly so: the server counts each entry once.
function lock() {
  const { by, until } = JSON.parse(localStorage.getItem(LOCK) ?? "{}");
  if (by && by !== tab && until > Date.now()) return false;
  localStorage.setItem(LOCK, JSON.stringify({ by: tab, until: Date.now() + PATIENCE * 2 }));
  return true;
}

let busy = false;
let pause = SHORTEST;
let next;

async function flush() {
  if (busy || !waiting().length) return;
  clearTimeout(next);
  if (lock()) {
    busy = true;
    const tried = new Set();
    let entry;
    let goes = true;
    while (goes && (entry = waiting().find(({ key }) => !tried.has(key))) && lock()) {
      tried.add(entry.key);
      goes = await send(entry);
    }
    localStorage.removeItem(LOCK);
    busy = false;
    pause = goes ? SHORTEST : Math.min(pause * 2, LONGEST);
  }
  if (waiting().length) next = setTimeout(flush, pause * (0.7 + 0.6 * Math.random()));
}

function hurry() {
  pause = SHORTEST;
  flush();
}

function keep(form, submitter) {
  let entry = entryOf(form, submitter);
  const earlier = entries().find(({ once }) => once === entry.once);
  if (earlier?.refused) localStorage.removeItem(earlier.key); // it is sent again, corrected
  else if (earlier) {
    if (`${earlier.fields}` === `${entry.fields}`) return; // the same tap, twice
    form.elements.once.value = token();
    entry = entryOf(form, submitter);
  }
  put(entry);
  if (form.dataset.outbox === "stay") empty(form);
}

// Before any other script hears of it.
addEventListener("submit", (submit) => {
  const { target: form, submitter } = submit;
  const erases = pathOf(form) === "/effacer" && waiting().length;
  if (erases && !confirm(line.dataset.erase.replace("{n}", waiting().length))) {
    submit.preventDefault();
    submit.stopImmediatePropagation();
  }
  if (!("outbox" in form.dataset) || submit.defaultPrevented) return;
  if (every("input[type=file]", form).some((field) => field.files.length)) {
    if (navigator.onLine) return; // a photograph is too heavy to wait here
    submit.preventDefault();
    say("photo");
    return;
  }
  try {
    keep(form, submitter);
  } catch {
    return; // this browser keeps nothing: the form leaves by itself
  }
  submit.preventDefault();
  hurry();
}, true);

document.addEventListener("input", ({ isTrusted }) => isTrusted && line.classList.contains("state-saved") && say(""));
addEventListener("online", hurry);
addEventListener("pageshow", hurry);
addEventListener("storage", ({ key }) => key?.startsWith(SHELF) && show());
document.addEventListener("visibilitychange", () => document.hidden || hurry());
document.addEventListener("htmx-after-swap", () => show());
try {
  show();
  flush();
} catch {
  // No storage here, or a shelf that is not ours: nothing waits.
}
