// One key takes off the room screen what should not be there. Without this file, a button does.

const key = document.querySelector("[data-wall-key]");
key.hidden = false;

const letters = (pressed) => pressed.key.toLowerCase() === "r" && key.querySelector("input").checked;
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (pressed) => {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey || pressed.repeat) return;
  if (pressed.key !== "Escape" && (!letters(pressed) || typing(pressed.target))) return;
  const form = pressed.target.closest("[data-card]")?.querySelector("[data-take-off]")
    ?? document.querySelector("[data-take-off-last]");
  pressed.preventDefault();
  form.requestSubmit();
});
