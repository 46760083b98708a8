// Comfort only, for the facilitator's desk: two keys, and the minutes since each table's last note.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const behind = Number(document.body.dataset.now) - Date.now(); // our clock, less that of this device

// --- keys: only while the focus is inside the desk; each may be turned off ---------------

const OFF = "desk keys off";
const off = () => JSON.parse(localStorage.getItem(OFF) ?? "[]");
const KEYS = { n: "n", arrowright: "n", b: "b" };

document.addEventListener("keydown", (event) => {
  const key = KEYS[event.key.toLowerCase()];
  const busy = event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing;
  const desk = event.target.closest?.("#desk");
  if (!key || busy || !desk || event.target.matches("input, select, textarea") || off().includes(key)) return;
  event.preventDefault();
  desk.querySelector(`[data-key="${key}"]`)?.click();
});

for (const box of all("[data-key-switch]")) {
  box.checked = !off().includes(box.dataset.keySwitch);
  box.addEventListener("change", () => {
    const others = off().filter((key) => key !== box.dataset.keySwitch);
    localStorage.setItem(OFF, JSON.stringify(box.checked ? others : [...others, box.dataset.keySwitch]));
  });
}

// --- how long ago ---------------------------------------------------------------------------

function tick() {
  for (const since of all("[data-since]")) {
    const minutes = Math.floor((Date.now() + behind - new Date(since.dataset.since)) / 60_000);
    if (minutes < 100) since.textContent = minutes > 0 ? since.dataset.told.replace("{n}", minutes) : since.dataset.recent;
  }
}
setInterval(tick, 10_000);
document.addEventListener("htmx-after-swap", tick);
document.addEventListener("htmx-ws-after-message-incoming", tick);
tick();
