/**
 * The picker's script. It stands in the page as it is, so it is JavaScript whose types are checked from its comments, and
 * imports nothing. What came from a table or an address reaches the page as text, never as HTML.
 *
 * @typedef {import('../state.ts').PageColumn} PageColumn
 * @typedef {import('../state.ts').PageRow} PageRow
 * @typedef {Readonly<Record<string, string>>} Texts
 */
/** @type {import('../state.ts').PageState} */
const state = JSON.parse(byId('state').textContent);
const { texts } = state;
/** @type {Window | null} */
const host = window.parent === window ? window.opener : window.parent;
const hostOrigin = state.origin ?? location.origin;

let columns = state.columns;
const shown = new Set(state.shown);
let rows = state.rows;
let count = state.count;
let page = 1;
let search = '';
/** @type {{ key: string, direction: 'asc' | 'desc' } | null} */
let sort = null;
/** @type {Record<string, string>} */
const values = { ...state.values };

const table = /** @type {HTMLTableElement} */ (byId('rows'));
const head = /** @type {HTMLTableSectionElement} */ (table.tHead);
const body = /** @type {HTMLTableSectionElement} */ (table.tBodies[0]);
const status = byId('status');
const panel = byId('panel');
const searchBox = /** @type {HTMLInputElement} */ (byId('search'));
const columnsButton = byId('columns');
const previousButton = /** @type {HTMLButtonElement} */ (byId('previous'));
const nextButton = /** @type {HTMLButtonElement} */ (byId('next'));

drawColumns();
draw();

searchBox.addEventListener(
  'input',
  later(40, () => {
    if (searchBox.value === search) return;
    search = searchBox.value;
    void load(1);
  }),
);
previousButton.addEventListener('click', () => void load(page - 1));
nextButton.addEventListener('click', () => void load(page + 1));
columnsButton.addEventListener('click', () => togglePanel(panel.hidden === true));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || panel.hidden) return;
  togglePanel(false);
  columnsButton.focus();
});
document.addEventListener('pointerdown', (event) => {
  const inside = event.composedPath().some((part) => part === panel || part === columnsButton);
  if (!inside) togglePanel(false);
});
window.addEventListener('message', (event) => {
  if (event.source !== host || event.origin !== hostOrigin) return;
  /** @type {{ type?: unknown, values?: unknown } | null} */
  const message = event.data;
  if (message?.type !== 'huiliu.page.values' || typeof message.values !== 'object' || message.values === null) return;
  takeValues(/** @type {Readonly<Record<string, unknown>>} */ (message.values));
});

/** @param {Readonly<Record<string, unknown>>} given */
function takeValues(given) {
  let changed = false;
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(given, name)) continue;
    const value = given[name];
    const text =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
    if (values[name] === text) continue;
    values[name] = text;
    changed = true;
  }
  if (changed) void load(1);
}

/** @type {AbortController | undefined} */
let asking;

/**
 * Fetches and shows a page of rows; one that was asked for later wins.
 * @param {number} wanted
 * @returns {Promise<void>}
 */
async function load(wanted) {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  table.setAttribute('aria-busy', 'true');
  const query = new URLSearchParams({ ...values, filter: state.filter, q: search, page: String(wanted) });
  if (sort !== null) {
    query.set('sort', sort.key);
    query.set('dir', sort.direction);
  }
  try {
    const response = await fetch(`ticketAssetTable/rows?${query}`, {
      headers: { 'x-picker-token': state.token },
      signal: mine.signal,
    });
    if (!response.ok) return say(response.status === 401 ? texts.over : texts.failed, true);
    /** @type {import('../state.ts').RowsAnswer} */
    const answer = await response.json();
    if (asking !== mine) return;
    const pages = Math.max(1, Math.ceil(answer.count / state.perPage));
    if (wanted > pages) return await load(pages);
    ({ rows, count } = answer);
    page = wanted;
    draw();
    byId('scroll').scrollTop = 0;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) say(texts.failed, true);
  } finally {
    if (asking === mine) table.removeAttribute('aria-busy');
  }
}

function draw() {
  const visible = columns.filter(({ key }) => shown.has(key));
  head.replaceChildren(element('tr', {}, [element('td', { class: 'choose' }), ...visible.map(heading)]));
  body.replaceChildren(...rows.map((row) => line(row, visible)));
  const from = (page - 1) * state.perPage + 1;
  const to = from + rows.length - 1;
  /** @param {number} value */
  const number = (value) => value.toLocaleString(document.documentElement.lang);
  say(count === 0 ? texts.nothing : fill(texts.range, { from: number(from), to: number(to), count: number(count) }));
  previousButton.disabled = page <= 1;
  nextButton.disabled = page * state.perPage >= count;
}

/** @param {PageColumn} column */
function heading(column) {
  const direction = sort?.key === column.key ? sort.direction : null;
  const button = element('button', { type: 'button', title: texts.unsorted }, [
    column.name,
    element('span', { class: 'arrow', 'aria-hidden': 'true' }, [
      direction === null ? '↕' : direction === 'asc' ? '↑' : '↓',
    ]),
  ]);
  button.addEventListener('click', () => {
    sort = direction === 'desc' ? null : { key: column.key, direction: direction === 'asc' ? 'desc' : 'asc' };
    void load(1).then(() => focusHeading(column.key));
  });
  const sorted = direction === null ? 'none' : direction === 'asc' ? 'ascending' : 'descending';
  return element(
    'th',
    { scope: 'col', 'aria-sort': sorted, 'data-key': column.key, class: column.numeric ? 'number' : '' },
    [button],
  );
}

/**
 * The heading was drawn anew: who sorts by keyboard stays where they were.
 * @param {string} key
 */
function focusHeading(key) {
  if (document.activeElement !== document.body) return;
  const found = [...head.querySelectorAll('th')].find((cell) => cell.dataset['key'] === key);
  found?.querySelector('button')?.focus();
}

/**
 * @param {PageRow} row
 * @param {readonly PageColumn[]} visible
 */
function line(row, visible) {
  const button = element('button', { type: 'button' }, [texts.choose]);
  button.addEventListener('click', () => choose(row));
  const cells = visible.map((column) => {
    const text = row.cells[column.key] ?? '';
    return element('td', { title: text, class: column.numeric ? 'number' : '' }, [text]);
  });
  const drawn = element('tr', { 'data-row-id': row.id }, [element('td', { class: 'choose' }, [button]), ...cells]);
  drawn.addEventListener('dblclick', () => choose(row));
  return drawn;
}

/** @param {PageRow} row */
function choose(row) {
  const picked = state.mapping.map(([source, field]) => [field, source === '_id' ? row.id : (row.cells[source] ?? '')]);
  host?.postMessage({ type: 'huiliu.asset.picked', rowId: row.id, values: Object.fromEntries(picked) }, hostOrigin);
  for (const drawn of body.rows) drawn.classList.toggle('chosen', drawn.dataset['rowId'] === row.id);
  say(fill(texts.chosen, { id: row.id }));
}

function drawColumns() {
  panel.replaceChildren(
    ...columns.map((column, index) => {
      const box = element('input', { type: 'checkbox' });
      box.checked = shown.has(column.key);
      box.addEventListener('change', () => {
        if (box.checked) shown.add(column.key);
        else shown.delete(column.key);
        columnsChanged();
      });
      /**
       * @param {number} by
       * @param {string} text
       * @param {string} arrow
       */
      const move = (by, text, arrow) => {
        const button = element('button', { type: 'button', 'aria-label': fill(text, { name: column.name }) }, [arrow]);
        button.disabled = index + by < 0 || index + by >= columns.length;
        button.addEventListener('click', () => moveColumn(index, by));
        return button;
      };
      return element('li', {}, [
        element('label', {}, [box, element('span', {}, [column.name])]),
        move(-1, texts.up, '↑'),
        move(1, texts.down, '↓'),
      ]);
    }),
  );
}

/**
 * @param {number} index
 * @param {number} by
 */
function moveColumn(index, by) {
  const moved = [...columns];
  moved.splice(index + by, 0, ...moved.splice(index, 1));
  columns = moved;
  drawColumns();
  const [up, down] = panel.children[index + by]?.querySelectorAll('button') ?? [];
  const [same, other] = by < 0 ? [up, down] : [down, up];
  (same?.disabled ? other : same)?.focus();
  columnsChanged();
}

let saving = Promise.resolve();

/** Shows the choice at once and keeps it, each change after the one before. */
function columnsChanged() {
  draw();
  const choice = {
    shown: columns.map(({ key }) => key).filter((key) => shown.has(key)),
    order: columns.map(({ key }) => key),
  };
  saving = saving.then(async () => {
    try {
      const response = await fetch('ticketAssetTable/columns', {
        method: 'PUT',
        headers: { 'x-picker-token': state.token, 'content-type': 'application/json' },
        body: JSON.stringify(choice),
      });
      if (!response.ok) say(response.status === 401 ? texts.over : texts.failed, true);
    } catch {
      say(texts.failed, true);
    }
  });
}

/** @param {boolean} open */
function togglePanel(open) {
  panel.hidden = !open;
  columnsButton.setAttribute('aria-expanded', String(open));
}

/** @param {string} text */
function say(text, failed = false) {
  status.textContent = text;
  status.classList.toggle('failed', failed);
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Texts} attributes
 * @param {readonly (Node | string)[]} children
 */
function element(name, attributes, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== '') made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * @param {string} text
 * @param {Texts} parts
 */
function fill(text, parts) {
  return text.replaceAll(/\{(\w+)\}/g, (_whole, name) => parts[name] ?? '');
}

/**
 * @param {number} ms
 * @param {() => void} work
 */
function later(ms, work) {
  /** @type {number | undefined} */
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };
}

/** @param {string} id */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}
