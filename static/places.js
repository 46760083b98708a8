// Comfort only: a number may be dragged to another table; the form below does the same.

const tables = document.querySelector("[data-places]");
const form = document.getElementById("move-form");
const tableOf = (event) => event.target.closest?.("[data-table]");
let dragged = null;

if (tables && form) {
  tables.querySelectorAll("[data-badge]").forEach((person) => (person.draggable = true));
  tables.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-badge]");
    event.dataTransfer.setData("text/plain", dragged.dataset.badge);
  });
  tables.addEventListener("dragover", (event) => {
    const table = dragged && tableOf(event);
    if (!table) return;
    event.preventDefault();
    tables.querySelectorAll(".place-over").forEach((other) => other.classList.remove("place-over"));
    table.classList.add("place-over");
  });
  tables.addEventListener("drop", (event) => {
    const table = tableOf(event);
    if (!dragged || !table) return;
    event.preventDefault();
    form.elements.badge.value = dragged.dataset.badge;
    form.elements.table.value = table.dataset.table;
    form.requestSubmit();
  });
}
