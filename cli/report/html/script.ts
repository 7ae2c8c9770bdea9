/**
 * Sorting and filtering of the findings, and of an organization's accounts, which may be 5,000: so what a row says is
 * read once, only rows that change are touched, and of more than 300 the first are shown, of each rule as many, until
 * somebody asks for all: the browser takes seconds to lay out thousands, and the users of one rule would hide the others. The page says everything without it: it only adds buttons and shows the
 * filters, which do nothing alone. Hidden rows are printed as they are seen.
 */
export const SCRIPT = `
"use strict";
(() => {
  const table = document.querySelector("table.filtered");
  const filters = document.getElementById("filters");
  if (!table || !filters) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const count = document.getElementById("count");
  const text = document.getElementById("filter-text");
  const more = document.getElementById("show-all");
  let most = 300;
  const selects = [...filters.querySelectorAll("select")];

  const saying = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const words = (row, name) => (row.dataset[name] || "").split(" ");

  const order = new Intl.Collator("en", { numeric: true });
  const keyOf = (row, column) => row.cells[column].dataset.sort || row.cells[column].textContent.trim();
  const sort = (header, column) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sign = down ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, keyOf(row, column)]));
    rows.sort((a, b) => sign * order.compare(keys.get(a), keys.get(b)));
    body.append(...rows);
    filter();
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(header, column));
    header.append(button);
  });

  // A row of the other table is an account, with all of its rules.
  const ruleOf = (row) => (table.id === "findings-table" ? row.dataset.rule : "");
  // How many of each rule are shown: those that have fewer leave their room to the others.
  const shareOf = (counts, matching) => {
    if (matching <= most) return Infinity;
    let left = most;
    let rules = counts.size;
    for (const all of [...counts.values()].sort((a, b) => a - b)) {
      if (all > left / rules) break;
      left -= all;
      rules--;
    }
    return Math.floor(left / rules);
  };

  const filter = () => {
    const sought = text.value.trim().toLowerCase();
    const found = new Set();
    const counts = new Map();
    for (const row of rows) {
      const chosen = selects.every(({ name, value }) => value === "" || words(row, name).includes(value));
      if (!chosen || !saying.get(row).includes(sought)) continue;
      found.add(row);
      counts.set(ruleOf(row), (counts.get(ruleOf(row)) || 0) + 1);
    }
    const share = shareOf(counts, found.size);
    const seen = new Map();
    for (const row of rows) {
      const number = (seen.get(ruleOf(row)) || 0) + 1;
      if (found.has(row)) seen.set(ruleOf(row), number);
      const hidden = !found.has(row) || number > share;
      if (row.hidden !== hidden) row.hidden = hidden;
    }
    more.hidden = found.size <= most;
    count.textContent = more.hidden
      ? found.size + " of " + rows.length + " shown"
      : counts.size === 1
        ? "the first " + most + " of " + found.size + " shown"
        : "Of " + found.size + " shown: " +
          [...counts].map(([rule, all]) => Math.min(all, share) + " of " + all + " " + rule).join(", ") +
          ". Choose a rule to see more of it, or show all.";
  };
  for (const control of [text, ...selects]) control.addEventListener("input", filter);
  more.addEventListener("click", () => {
    most = Infinity;
    filter();
  });
  filters.hidden = false;
  filter();
})();
`;
