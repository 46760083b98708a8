// Comfort only: the booth's own fields are what is sent. Here they get buttons large enough for a thumb.

const all = (selector, root) => [...root.querySelectorAll(selector)];
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function button(words, name, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-quiet";
  made.append(words);
  const about = document.createElement("span");
  about.className = "aside-only";
  about.textContent = ` : ${name}`;
  made.append(about);
  made.addEventListener("click", () => made.getAttribute("aria-disabled") !== "true" && press(made));
  return made;
}

const able = (made, may) => (may ? made.removeAttribute("aria-disabled") : made.setAttribute("aria-disabled", "true"));
const nameOf = (field) => field.labels[0].textContent.trim();

// --- dots: one more, one less, and how many are left ----------------------------------------

function dots(booth) {
  const { words, most, each } = booth.dataset;
  const fields = all("select", booth);
  const left = () => Number(most) - fields.reduce((sum, field) => sum + Number(field.value), 0);
  const rows = fields.map((field) => {
    const change = (by) => () => {
      field.value = Number(field.value) + by;
      show();
    };
    const less = button(booth.dataset.less, nameOf(field), change(-1));
    const more = button(booth.dataset.more, nameOf(field), change(1));
    const drawn = document.createElement("span");
    drawn.className = "dots";
    drawn.setAttribute("aria-hidden", "true");
    const line = document.createElement("div");
    line.className = "stepper";
    line.append(less, more, drawn);
    field.after(line);
    field.hidden = true; // the buttons say all that it says
    return { field, less, more, drawn };
  });
  function show() {
    const still = left();
    for (const { field, less, more, drawn } of rows) {
      const n = Number(field.value);
      able(less, n > 0);
      able(more, still > 0 && n < Number(each));
      drawn.textContent = "●".repeat(n) + "○".repeat(Math.max(Number(each) - n, 0));
    }
    tell(booth, still < 0 ? fill(booth.dataset.over, { n: -still }) : fill(words, { n: still }));
  }
  show();
}

// --- a ranking: one place up, one place down; the order on the screen follows --------------------

function ranking(booth) {
  const rows = all(".field", booth);
  const fieldOf = (row) => row.querySelector("select");
  const rank = (row) => Number(fieldOf(row).value) || Infinity;
  const ranked = () => rows.filter((row) => rank(row) < Infinity).sort((one, other) => rank(one) - rank(other));
  for (const row of rows) {
    const move = (by) => (pressed) => {
      const order = ranked();
      const at = order.indexOf(row);
      if (at < 0) order.push(row);
      else if (by > 0 && at === order.length - 1) order.pop();
      else [order[at], order[at + by]] = [order[at + by], order[at]];
      order.forEach((one, place) => (fieldOf(one).value = place + 1));
      if (!order.includes(row)) fieldOf(row).value = "";
      show(row);
      pressed.focus();
    };
    const line = document.createElement("div");
    line.className = "stepper";
    const name = nameOf(fieldOf(row));
    line.append(button(booth.dataset.up, name, move(-1)), button(booth.dataset.down, name, move(1)));
    row.append(line);
    fieldOf(row).addEventListener("change", () => show(row));
  }
  function show(moved) {
    const order = ranked();
    const last = [...order, ...rows.filter((row) => !order.includes(row))];
    last.reduceRight((next, row) => (booth.insertBefore(row, next), row), booth.querySelector("[data-after]"));
    for (const row of rows) {
      const [up, down] = all(".stepper button", row);
      able(up, rank(row) > 1);
      able(down, rank(row) < Infinity);
    }
    if (!moved) return;
    const field = fieldOf(moved);
    tell(booth, fill(booth.dataset.words, { name: nameOf(field), place: field.selectedOptions[0].textContent.trim() }));
  }
  show();
}

// --- grades: how many are still to be given -------------------------------------------------------

function judgment(booth) {
  const groups = all("fieldset.grades", booth);
  const show = () => {
    const n = groups.filter((group) => group.querySelector(":checked")).length;
    tell(booth, fill(booth.dataset.words, { n, most: groups.length }));
  };
  booth.addEventListener("change", show);
  show();
}

function tell(booth, words) {
  booth.querySelector("[data-told]").textContent = words;
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
