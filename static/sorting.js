// Comfort only: words are dragged onto a theme, and what is sent comes back in place. The form below does the same.

const FAR = 8; // pixels before a press is a drag
const EDGE = 48; // near the edge of a long list, it scrolls
const parts = ["sorting", "sorting-undo"].map((id) => document.getElementById(id));
const [place] = parts;
const state = document.getElementById("sorting-state");
const boxes = () => [...place.querySelectorAll("input[name=contribution]")];
const ticked = () => boxes().filter((box) => box.checked);
const themes = () => place.querySelector(".sorting-themes");
const nameField = () => place.querySelector("[name=name]");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const counted = (words, n, name = "") => fill(n > 1 ? state.dataset[`${words}s`] : state.dataset[words], { n, name });
const tell = (words) => (state.textContent = words);
let sending = false;
let aside = []; // what was ticked, and stays, while another word is dragged
let drag = null;

// --- the form is sent, and the page read again where it stands ------------------------------

// What has the focus keeps it; where it has gone, what took its place has it.
function renew(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const lost = document.activeElement;
  const scrolled = themes()?.scrollTop;
  const part = parts.find((one) => one.contains(lost));
  const alike = () => [...part.querySelectorAll(lost.localName)];
  const at = part && alike().indexOf(lost);
  for (const one of parts) one.replaceChildren(...fresh.getElementById(one.id).childNodes);
  themes()?.scrollTo(0, scrolled ?? 0);
  if (part) (document.getElementById(lost.id) ?? alike()[at] ?? alike().at(-1) ?? state).focus({ preventScroll: true });
}

async function send(form, words) {
  sending = true;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (!answer) return tell(state.dataset.offline); // it may have been done: nothing more is sent from here
  if (answer.type !== "opaqueredirect") return form.submit(); // refused: the page that comes says why
  const page = await fetch(location.href).catch(() => null);
  if (!page?.ok) return location.reload();
  const kept = (form.elements.cluster ? aside : ticked()).map((box) => box.id);
  const name = form.elements.cluster?.value !== "" && nameField()?.value; // typed, and not used yet
  tell(words);
  renew(await page.text());
  boxes().forEach((box) => (box.checked = kept.includes(box.id)));
  if (name && nameField()) nameField().value = name;
  [sending, aside] = [false, []];
}

function submit(event) {
  const { cluster, name } = event.target.elements;
  const n = ticked().length;
  if (cluster && !n) return; // refused, as without this file
  event.preventDefault();
  const where = cluster && (cluster.value ? cluster.selectedOptions[0].textContent : name.value.trim());
  if (!sending) send(event.target, cluster ? counted("placed", n, where) : state.dataset.undone);
}

function drop(words, theme) {
  const { cluster, name } = place.querySelector("form").elements;
  aside = ticked().filter((box) => !words.includes(box));
  boxes().forEach((box) => (box.checked = words.includes(box)));
  cluster.value = theme;
  if (theme || name.value.trim()) return cluster.form.requestSubmit();
  tell(state.dataset.nameless);
  name.focus();
}

// --- dragging: any mouse on the words; a finger on their grip, elsewhere it scrolls -----------

const themeAt = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY)?.closest("[data-theme]");
const swallow = (click) => click.detail && click.preventDefault(); // a key's click has none

function take(press) {
  const label = press.target.closest(".pick");
  const held = press.pointerType === "mouse" || press.target.closest(".sorting-grip");
  if (!label || !held || press.button || !press.isPrimary || sending || !themes().offsetParent) return;
  const box = label.querySelector("input");
  drag = { words: box.checked ? ticked() : [box], from: press, focus: document.activeElement, said: label.textContent.trim() };
}

function lift() {
  const n = drag.words.length;
  drag.ghost = Object.assign(document.createElement("p"), { className: "sorting-ghost" });
  drag.ghost.textContent = n > 1 ? counted("word", n) : drag.said;
  drag.ghost.setAttribute("aria-hidden", "true");
  document.body.append(drag.ghost);
  drag.focus.focus({ preventScroll: true }); // the press took it
  drag.words.forEach((box) => box.closest(".pick").classList.add("sorting-lifted"));
  const seen = innerHeight - Math.max(themes().getBoundingClientRect().top, 0);
  themes().style.maxHeight = `${seen - EDGE * 1.5}px`; // whatever the list hides can be scrolled to
  document.addEventListener("click", swallow, true);
}

function move(pointer) {
  if (!drag) return;
  const { from } = drag;
  if (!drag.ghost && Math.hypot(pointer.clientX - from.clientX, pointer.clientY - from.clientY) < FAR) return;
  if (!drag.ghost) lift();
  drag.ghost.style.transform = `translate(${pointer.clientX}px, ${pointer.clientY}px)`;
  const { top, bottom } = themes().getBoundingClientRect();
  if (pointer.clientY > bottom - EDGE) themes().scrollBy(0, EDGE / 4);
  else if (pointer.clientY < top + EDGE) themes().scrollBy(0, -EDGE / 4);
  point(themeAt(pointer));
}

function point(theme) {
  place.querySelectorAll("[data-theme]").forEach((one) => one.classList.toggle("sorting-over", one === theme));
}

function letGo() {
  point(null);
  themes()?.style.removeProperty("max-height");
  drag?.ghost?.remove();
  drag?.words.forEach((box) => box.closest(".pick").classList.remove("sorting-lifted"));
  drag = null;
}

function end(pointer) {
  const [words, theme] = [drag?.words, drag?.ghost && pointer.type === "pointerup" && themeAt(pointer)];
  letGo();
  setTimeout(() => document.removeEventListener("click", swallow, true)); // what ends a drag ticks nothing
  if (theme) drop(words, theme.dataset.theme);
}

parts.forEach((part) => part.addEventListener("submit", submit));
place.addEventListener("pointerdown", take);
place.addEventListener("selectstart", (start) => drag && start.preventDefault());
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", end);
document.addEventListener("keydown", ({ key }) => key === "Escape" && letGo());
addEventListener("blur", letGo);
place.classList.add("sorting-live");
