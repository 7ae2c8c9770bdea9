import { type Html, html } from "./markup";

/** Something to choose rows by: those whose `data-NAME` has the value among its words. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
}

/** The filters of the page's table of class "filtered". Hidden until the script that makes them work has run. */
export function filterBar(label: string, filters: readonly Filter[]): Html {
  return html`<div class="filters" id="filters" role="search" aria-label="${label}" hidden>
    <div><label for="filter-text">Contains</label><input type="search" id="filter-text" /></div>
    ${filters.map(select)}
    <p id="count" role="status" class="faint"></p>
    <button type="button" id="show-all" hidden>Show all</button>
  </div>`;
}

/** Values that are told as they are. */
export function asTold(values: readonly string[]): Filter["options"] {
  return values.map((value) => ({ value, words: value }));
}

function select({ name, label, options }: Filter): Html {
  return html`<div>
    <label for="filter-${name}">${label}</label
    ><select id="filter-${name}" name="${name}">
      <option value="">all</option>
      ${options.map(({ value, words }) => html`<option value="${value}">${words}</option>`)}
    </select>
  </div> `;
}
