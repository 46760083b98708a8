// Comfort for a scribe: digits choose the nature of a note, and the box follows the step. All works without this file.

const box = document.getElementById("table_box");
const form = box?.querySelector("form");
const writing = "textarea, select, input:not([type=radio], [type=checkbox])";

// --- 1 to 6 say what a note is, 0 leaves it unsaid; with Alt while one writes ------------------

document.addEventListener("keydown", (key) => {
  const digit = /^(?:Digit|Numpad)([0-6])$/.exec(key.code)?.[1];
  if (!form || !digit || key.ctrlKey || key.metaKey || key.isComposing || box.hidden) return;
  if (!key.altKey && key.target.matches(writing)) return;
  const nature = form.querySelectorAll("[name=nature]")[digit];
  if (!nature) return;
  key.preventDefault();
  nature.checked = true;
  if (!key.altKey) nature.focus();
});

// --- the step changes: the words stay, and go nowhere without being told to ---------------------

const step = () => document.getElementById("table_step")?.dataset.segment ?? "";

function follow() {
  if (!form) return;
  const { segment, words } = form.elements;
  if (step() && !words.value) segment.value = step();
  const over = segment.value !== step();
  box.hidden = !step() && !words.value;
  form.querySelector("[data-step-over]").hidden = !over;
  form.querySelector("[data-step-on]").hidden = !step();
}

form?.querySelector("[data-step-on]").addEventListener("click", () => {
  form.elements.segment.value = step();
  follow();
  form.elements.words.focus();
});
// The draft comes back to the box when the page opens, after this file is read.
for (const name of ["htmx-after-swap", "input", "outbox-sent"]) document.addEventListener(name, follow);
addEventListener("pageshow", follow);
