// « Tester la salle »: tries each thing, and reveals the sentence that is true. All the words are in the page.

const AGAIN_EVERY = 5_000;
const PATIENCE = 5_000;
const CLOCK_MAY_BE_OFF = 2 * 60_000;

const hall = document.getElementById("hall");
const summary = hall.querySelector("[data-summary]");
const found = new Map();

function tell(check, finding) {
  found.set(check, finding);
  for (const told of hall.querySelectorAll(`[data-check="${check}"] [data-finding]`)) {
    told.hidden = told.dataset.finding !== finding;
  }
  const wrong = [...found.values()].filter((name) => name && name !== "fine").length;
  const done = found.size === hall.querySelectorAll("[data-check]").length;
  const { trying, fine, look, looks } = summary.dataset;
  const words = wrong > 1 ? looks.replace("{n}", wrong) : wrong ? look : done ? fine : trying;
  if (summary.textContent !== words) summary.textContent = words;
}

// The hour of the server; null where nobody answers, NaN where somebody else does.
async function askTheHour() {
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch("/heure", { cache: "no-store", redirect: "manual", signal: patience.signal });
    const text = answer.ok ? await answer.text() : "";
    return /^\d{13}$/.test(text) ? Number(text) : NaN;
  } catch {
    return null;
  } finally {
    clearTimeout(end);
  }
}

async function tryTheServer() {
  const hour = await askTheHour();
  tell("server", hour === null ? "lost" : Number.isNaN(hour) ? "portal" : "fine");
  if (!hour) tell("live", ""); // nobody knows
  else if (!found.get("live")) tryTheLine();
  if (hour) tell("clock", Math.abs(hour - Date.now()) > CLOCK_MAY_BE_OFF ? "off" : "fine");
}

let line;

function tryTheLine() {
  if (line?.readyState < WebSocket.CLOSING) return;
  line = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/salle/direct`);
  let heard = false;
  const end = setTimeout(() => line.close(), PATIENCE);
  line.addEventListener("message", () => (heard = true));
  line.addEventListener("close", () => {
    clearTimeout(end);
    tell("live", heard ? "fine" : found.get("server") === "fine" ? "blocked" : "");
  });
}

function tryTheStorage() {
  try {
    localStorage.setItem("hall", "1");
    tell("storage", localStorage.getItem("hall") === "1" ? "fine" : "none");
    localStorage.removeItem("hall");
  } catch {
    tell("storage", "none");
  }
}

hall.hidden = false;
tryTheStorage();
const { right } = hall.dataset;
tell("address", !right || right.split(" ").includes(location.origin) ? "fine" : "other");
tryTheServer();
setInterval(() => document.hidden || tryTheServer(), AGAIN_EVERY);
addEventListener("online", tryTheServer);
