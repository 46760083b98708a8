// Comfort only: writing a sentence of a synthesis. What is typed stays on this device (app.js keeps it); here it is said
// when, an older draft is offered, and others are told that somebody writes.

const HEARTBEAT = 60_000;
const form = document.querySelector("form.writing");
const field = form?.elements.words;
const hour = new Intl.DateTimeFormat("fr", { hour: "numeric", minute: "2-digit" });
const now = () => hour.format(new Date()).replace(":", " h ");

// --- drafts ---------------------------------------------------------------------------------

const key = () => `draft ${document.body.dataset.viewer} ${new URL(form.getAttribute("action"), location).pathname} words`;

function offerOlder() {
  const place = document.getElementById("older");
  const words = localStorage.getItem(key());
  if (!words?.trim() || words === field.value) return;
  place.querySelector("[data-words]").textContent = words;
  place.querySelector("[data-resume]").addEventListener("click", () => {
    field.value = words;
    place.hidden = true;
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  place.querySelector("[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(key());
    place.hidden = true;
    field.focus();
  });
  place.hidden = false;
}

function sayKept() {
  const place = document.getElementById("kept");
  const words = place.dataset.kept.replace("{hour}", now());
  if (place.textContent !== words) place.textContent = words;
}

// --- who writes -------------------------------------------------------------------------------

async function hold() {
  const typed = field.value.split(/\s+/).filter(Boolean).length;
  const answer = await fetch(form.dataset.held, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new URLSearchParams({ typed }),
  }).catch(() => null);
  const words = answer?.status === 409 ? new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim() : "";
  const place = document.getElementById("holder");
  if (answer && place.textContent !== words) place.textContent = words;
}

if (field) {
  try {
    offerOlder();
    field.addEventListener("input", sayKept);
  } catch {
    // No storage here: nothing is kept, nothing is said.
  }
  if (form.dataset.held) {
    hold();
    setInterval(() => document.hidden || hold(), HEARTBEAT);
  }
}
