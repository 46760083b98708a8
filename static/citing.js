// Comfort only: « @ » and a word, in a sentence, offer what it may cite. Without this file, the lists beside it do.

const field = document.querySelector("form.writing textarea[name=words]");
const place = document.querySelector(".citing");
const list = document.getElementById("citing-list");
const state = document.getElementById("citing-state");
const TYPED = /(?:^|\s)@([^@\n]{0,40})$/; // from the « @ » to where one types
let asked = 0;

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");
const typed = () => TYPED.exec(field.value.slice(0, field.selectionStart));
const say = (words, values = {}) => {
  state.textContent = words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
};

function close() {
  asked += 1;
  list.replaceChildren();
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
}

function point(option) {
  options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

async function offer() {
  const found = typed();
  if (!found) return list.firstChild && close();
  const mine = (asked += 1);
  const answer = await fetch(`${place.dataset.sources}?${new URLSearchParams({ q: found[1] })}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  list.innerHTML = await answer.text();
  field.setAttribute("aria-controls", "offers");
  const every = options();
  if (every.length) point(every[0]);
  say(every.length ? state.dataset.found : state.dataset.none, { n: every.length });
}

function tick({ kind, number, name }, words) {
  const known = [...field.form.querySelectorAll("input[type=checkbox]")].find((box) => box.name === kind && box.value === number);
  if (known) {
    known.checked = true;
    return known.closest("details")?.setAttribute("open", "");
  }
  const pick = document.getElementById("citing-pick").content.cloneNode(true);
  Object.assign(pick.querySelector("input"), { name: kind, value: number });
  pick.querySelector("[data-words]").textContent = words;
  pick.querySelector("[data-name]").textContent = name;
  const picked = document.getElementById("citing-picked");
  picked.append(pick);
  picked.hidden = false;
}

function cite(option) {
  const [found, end] = [typed(), field.selectionStart];
  tick(option.dataset, option.querySelector("[data-words]").textContent);
  if (found) field.setRangeText("", end - found[1].length - 1, end, "end");
  close();
  say(state.dataset.cited, { name: option.dataset.name });
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(key) {
  const every = options();
  if (!every.length || key.isComposing) return;
  const at = every.indexOf(chosen());
  const acts = {
    ArrowDown: () => point(every[(at + 1) % every.length]),
    ArrowUp: () => point(every[(at - 1 + every.length) % every.length]),
    Enter: () => cite(every[at]),
    Escape: close,
  };
  if (!acts[key.key]) return;
  key.preventDefault();
  acts[key.key]();
}

if (field) {
  document.getElementById("citing-hint").hidden = false;
  field.setAttribute("aria-autocomplete", "list");
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, 150);
  });
  field.addEventListener("keydown", press);
  field.addEventListener("blur", () => setTimeout(() => list.contains(document.activeElement) || close(), 150));
  list.addEventListener("mousedown", (press) => press.preventDefault()); // the text keeps the focus
  list.addEventListener("click", ({ target }) => target.closest("[role=option]") && cite(target.closest("[role=option]")));
}
