// Comfort only: the booth's own fields are what is sent. Here they get buttons large enough for a thumb.

const all = (selector, root) => [...root.querySelectorAll(selector)];
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// What cannot be done now is not taken away from the keyboard: pressed, it says why.
function button(words, about, press, why) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-quiet";
  const rest = document.createElement("span");
  rest.className = "aside-only";
  rest.textContent = ` ${about}`;
  made.append(words, rest);
  made.addEventListener("click", () => (made.getAttribute("aria-disabled") === "true" ? why() : press(made)));
  return made;
}

const able = (made, may) => (may ? made.removeAttribute("aria-disabled") : made.setAttribute("aria-disabled", "true"));
const nameOf = (field) => field.labels[0].textContent.trim();
const saidOf = (field) => field.selectedOptions[0].textContent.trim();

function stepper(...parts) {
  const line = document.createElement("div");
  line.className = "stepper";
  line.append(...parts);
  return line;
}

// What is `heard` alone is drawn elsewhere; the line stays short, over what the thumb presses.
function tell(booth, heard, ...seen) {
  const line = booth.querySelector("[data-told]");
  const aside = document.createElement("span");
  aside.className = "aside-only";
  aside.textContent = heard && `${heard} `;
  const words = seen.filter(Boolean).join(" ");
  if (line.textContent !== aside.textContent + words) line.replaceChildren(aside, words);
}

// --- dots: one more, one less, and how many are left ----------------------------------------

function dots(booth) {
  const { most, each, over, none, one, words, said, full, bare } = booth.dataset;
  const fields = all("select", booth);
  const left = () => Number(most) - fields.reduce((sum, field) => sum + Number(field.value), 0);
  const leftInWords = () => fill(left() < 0 ? over : ([none, one][left()] ?? words), { n: Math.abs(left()) });
  const isFull = (field) => Number(field.value) >= Number(each);
  const rows = fields.map((field) => {
    const name = nameOf(field);
    const change = (by) => () => {
      field.value = Number(field.value) + by;
      show();
      tell(booth, fill(said, { name, said: saidOf(field) }), isFull(field) && full, leftInWords());
    };
    const about = fill(booth.dataset.about, { name });
    const less = button(booth.dataset.less, about, change(-1), () => tell(booth, "", bare, leftInWords()));
    const more = button(booth.dataset.more, about, change(1), () => tell(booth, "", isFull(field) && full, leftInWords()));
    const drawn = document.createElement("span");
    drawn.className = "dots";
    drawn.setAttribute("aria-hidden", "true");
    field.after(stepper(less, more, drawn));
    field.hidden = true; // the buttons say all that it says
    return { field, less, more, drawn };
  });
  function show() {
    for (const { field, less, more, drawn } of rows) {
      const n = Number(field.value);
      able(less, n > 0);
      able(more, left() > 0 && !isFull(field));
      drawn.textContent = "●".repeat(n) + "○".repeat(Math.max(Number(each) - n, 0));
    }
  }
  show();
  tell(booth, "", leftInWords());
}

// --- a ranking: one place up, one place down; the order on the screen follows --------------------

function ranking(booth) {
  const rows = all(".field", booth);
  const fieldOf = (row) => row.querySelector("select");
  const rank = (row) => Number(fieldOf(row).value) || Infinity;
  // Each place, from the first to the last, with those that share it.
  function places() {
    const ranks = [...new Set(rows.map(rank))].filter(Number.isFinite).sort((one, other) => one - other);
    return ranks.map((one) => rows.filter((row) => rank(row) === one));
  }
  function move(row, by) {
    const order = places();
    const at = order.findIndex((place) => place.includes(row));
    const beside = (order[at] ?? []).filter((one) => one !== row);
    if (at < 0) order.push([row]);
    else if (beside.length) order.splice(at, 1, ...(by < 0 ? [[row], beside] : [beside, [row]]));
    else {
      order.splice(at, 1);
      if (by < 0 || at < order.length) order.splice(at + by, 0, [row]);
      else fieldOf(row).value = ""; // down from the last place
    }
    order.forEach((place, n) => place.forEach((one) => (fieldOf(one).value = n + 1)));
  }
  function moved(row, focused) {
    show();
    focused.focus(); // what is put elsewhere in the page loses it
    say(row);
  }
  function say(row) {
    const field = fieldOf(row);
    const shared = rank(row) < Infinity && rows.some((one) => one !== row && rank(one) === rank(row));
    tell(booth, "", fill(shared ? booth.dataset.shared : booth.dataset.words, { name: nameOf(field), place: saidOf(field) }));
  }
  function show() {
    const order = places();
    const sorted = [...order.flat(), ...rows.filter((row) => rank(row) === Infinity)];
    sorted.reduceRight((next, row) => (booth.insertBefore(row, next), row), booth.querySelector("[data-after]"));
    for (const row of rows) {
      const [up, down] = all(".stepper button", row);
      able(up, order[0]?.length !== 1 || order[0][0] !== row);
      able(down, rank(row) < Infinity);
      row.classList.toggle("ranked", rank(row) < Infinity);
    }
  }
  for (const row of rows) {
    const about = `: ${nameOf(fieldOf(row))}`;
    const step = (by) => (pressed) => {
      move(row, by);
      moved(row, pressed);
    };
    const [up, down] = [[booth.dataset.up, -1], [booth.dataset.down, 1]];
    row.append(stepper(...[up, down].map(([words, by]) => button(words, about, step(by), () => say(row)))));
  }
  // One only: a booth that came back from the server may have kept its element.
  booth.onchange = ({ target }) => moved(target.closest(".field"), target);
  show();
}

// --- grades: how many are still to be given -------------------------------------------------------

function judgment(booth) {
  booth.onchange = () => {
    const groups = all("fieldset.grades", booth);
    const n = groups.filter((group) => group.querySelector(":checked")).length;
    tell(booth, "", fill(booth.dataset.words, { n, most: groups.length }), n < groups.length && booth.dataset.missing);
  };
  booth.onchange();
}

const BOOTHS = { dots, ranking, judgment };

function furnish() {
  for (const booth of all("[data-booth]:not([data-furnished])", document)) {
    booth.dataset.furnished = "";
    BOOTHS[booth.dataset.booth](booth);
  }
}

furnish();
// Its form comes back from the server bare, after each answer and each step of a day.
new MutationObserver(furnish).observe(document.body, { childList: true, subtree: true });
