// Comfort only: the words that app.js keeps while they are typed, where their form is not there any more.

const place = document.getElementById("drafts");
const mine = `draft ${document.body.dataset.viewer} `; // as in app.js: whose, where, which field

function card(key) {
  const item = place.querySelector("template").content.cloneNode(true);
  item.querySelector("[data-words]").textContent = localStorage.getItem(key);
  item.querySelector("[data-away]").addEventListener("click", () => {
    localStorage.removeItem(key);
    show();
  });
  return item;
}

function show() {
  const kept = Object.keys(localStorage).filter((key) => key.startsWith(mine) && localStorage.getItem(key).trim());
  place.hidden = !kept.length;
  place.querySelector("ul").replaceChildren(...kept.sort().map(card));
}

try {
  show();
} catch {
  // No storage here: nothing was kept.
}
