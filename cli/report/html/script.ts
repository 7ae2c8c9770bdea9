/**
 * Sorting and filtering of the findings. The page says everything without it: it only adds buttons and shows the
 * filters, which do nothing alone. Hidden rows are printed as they are seen.
 */
export const SCRIPT = `
"use strict";
(() => {
  const table = document.getElementById("findings-table");
  const filters = document.getElementById("filters");
  if (!table || !filters) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const count = document.getElementById("count");
  const text = document.getElementById("filter-text");
  const selects = [...filters.querySelectorAll("select")];

  const keyOf = (row, column) => row.cells[column].dataset.sort || row.cells[column].textContent.trim();
  const sort = (header, column) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sign = down ? -1 : 1;
    rows.sort((a, b) => sign * keyOf(a, column).localeCompare(keyOf(b, column), "en", { numeric: true }));
    body.append(...rows);
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(header, column));
    header.append(button);
  });

  const filter = () => {
    const sought = text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const chosen = selects.every(({ name, value }) => value === "" || row.dataset[name] === value);
      row.hidden = !chosen || !row.textContent.toLowerCase().includes(sought);
      if (!row.hidden) shown++;
    }
    count.textContent = shown + " of " + rows.length + " shown";
  };
  for (const control of [text, ...selects]) control.addEventListener("input", filter);
  filters.hidden = false;
  filter();
})();
`;
