// SPDX-License-Identifier: GPL-2.0-or-later
// Which part of the report is shown, by the address behind the #, and the keys.

const content = document.getElementById('content');
const scrolled = new Map();  // how far down each address was left
const left = new Map();  // the address at which each list was left
let shownHash = null;
let view = null;  // the file that is open

const parts = [
  {key: 'overview', text: 'Overview', href: '#/'},
  {key: 'files', text: 'Files', href: '#/files', count: () => data.files.length},
  {key: 'rules', text: 'Rules', href: '#/rules', count: () => data.rules.length},
  {key: 'findings', text: 'Findings', href: '#/findings',
    count: () => findingKinds().filter((kind) => kind.weight === 'bad').reduce((sum, kind) => sum + kind.entries.length, 0)},
  {key: 'ledger', text: 'Ledger', href: '#/ledger', count: () => data.ledger === null ? null : data.run.moved.length},
  {key: 'help', text: 'Help', href: '#/help'},
];

const keys = [
  ['1 – 6', 'the parts, as they stand at the top'],
  ['/', 'search'],
  ['j, k', 'next and previous entry of a list; Enter opens it'],
  ['n, p', 'next and previous change of the file, or of its chosen rule'],
  [']  [', 'next and previous file'],
  ['s, b, r', 'source, both, result'],
  ['f', 'find in the file; Enter and Shift+Enter go on'],
  ['u', 'up: back to the list'],
  ['Esc', 'leave a field'],
  ['?', 'this help'],
];

function showHelp() {
  return [
    el('h1', {}, 'Help'),
    el('p', {}, 'Everything is in this one file: it needs no network and sends nothing. ',
      'A change has the colour of its first rule, and the names of all its rules at the end of its line; rules that meet in a file differ in colour as far as they can. ',
      'Changes of several rules that touch are shown as one.'),
    el('h2', {}, 'Keys'),
    el('table', {class: 'keys'}, el('tbody', {}, keys.map(([key, text]) =>
      el('tr', {}, el('th', {scope: 'row'}, el('kbd', {}, key)), el('td', {}, text))))),
    el('h2', {}, 'Made with'),
    el('p', {}, `towpath ${data.run.tool.version}. Texts are shown with CodeMirror, whose notice, as Debian's package has it, follows.`),
    el('details', {}, el('summary', {}, 'Notice'), document.getElementById('notice').content.cloneNode(true)),
  ];
}

const lists = {overview: showOverview, files: showFiles, rules: showRules, findings: showFindings, ledger: showLedger, help: showHelp};

async function show() {
  const hash = location.hash || '#/';
  if (shownHash !== null) scrolled.set(shownHash, window.scrollY);
  shownHash = hash;
  const [path, query] = hash.slice(2).split('?', 2);
  const parameters = Object.fromEntries(new URLSearchParams(query || ''));
  const [part, ...rest] = path.split('/');
  view = null;
  focusSheet.replaceSync('');
  document.body.classList.remove('reading');
  if (part === 'file' || part === 'dropped') {
    await showFile(fileAt(pathOf(rest.join('/')), part === 'dropped'), parameters, hash);
  } else if (part === 'rule' && data.rules[rest[0]]) {
    fill('rules', showRule(data.rules[rest[0]]));
  } else {
    const key = part === '' ? 'overview' : part;
    left.set(key, hash);
    fill(key, Object.hasOwn(lists, key) ? lists[key](parameters) : nothingThere());
  }
}

const nothingThere = () => [el('h1', {}, 'Not there'), el('p', {}, 'This report has nothing of that name.')];

function fill(part, elements) {
  for (const link of document.querySelectorAll('#nav a')) {
    if (link.dataset.part === part) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({inline: 'nearest', block: 'nearest'});
    } else link.removeAttribute('aria-current');
  }
  content.replaceChildren(...elements.flat(Infinity).filter((element) => element !== null));
  content.focus({preventScroll: true});
  window.scrollTo(0, scrolled.get(shownHash) || 0);
}

async function showFile(file, parameters, hash) {
  if (!file) return fill('files', nothingThere());
  const sides = sidesOf(await partsOf(file));
  if (shownHash !== hash) return;  // another part was asked for meanwhile
  document.body.classList.add('reading');
  view = new FileView(file, sides, parameters);
  fill('files', [view.element]);
  view.start();
}

// The address follows the filters of a list, so that it can be come back to and passed on.
function rememberFilter(part, filter) {
  const query = new URLSearchParams(filter).toString();
  shownHash = '#/' + part + (query && '?' + query);
  left.set(part, shownHash);
  history.replaceState(null, '', shownHash);
}

function moveFocus(by) {
  const items = [...content.querySelectorAll('.item, .entries a, .top a, .look a, .figures a')]
    .map((item) => item.closest('summary') || item);
  if (items.length === 0) return;
  const at = items.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + by, 0), items.length - 1);
  items[next].focus();
  items[next].scrollIntoView({block: 'nearest'});
}

function search() {
  const field = content.querySelector('input[type=search]');
  if (field) field.focus();
  else location.hash = '#/files';
}

function nextFile(by) {
  const at = view.file.number + by;
  if (data.files[at]) location.hash = fileHash(data.files[at]);
}

const actions = {
  '/': search,
  'j': () => moveFocus(1),
  'k': () => moveFocus(-1),
  '?': () => { location.hash = '#/help'; },
  'u': () => {
    const part = document.querySelector('#nav a[aria-current]').dataset.part;
    location.hash = left.get(part) || '#/' + part;
  },
};
const fileActions = {
  'n': () => view.step(1),
  'p': () => view.step(-1),
  ']': () => nextFile(1),
  '[': () => nextFile(-1),
  's': () => view.setMode('source'),
  'b': () => view.setMode('both'),
  'r': () => view.setMode('result'),
  'f': () => view.finder.field.focus(),
};

function pressed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const field = event.target.closest('input, select');
  if (field) {
    if (event.key === 'Escape') content.focus({preventScroll: true});
    return;
  }
  const part = parts[Number(event.key) - 1];
  const action = part ? () => { location.hash = part.href; } : (view && fileActions[event.key]) || actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}

async function start() {
  if (typeof DecompressionStream === 'undefined') {
    content.replaceChildren(el('p', {}, 'This browser cannot unpack the report: it takes a version of 2023 or later.'));
    return;
  }
  try {
    await loadIndex();
  } catch (error) {
    content.replaceChildren(el('p', {}, `The report cannot be read, this file is damaged: ${error.message}`));
    return;
  }
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, focusSheet];
  document.title = `${data.run.recipe} – Towpath`;
  document.getElementById('recipe').textContent = data.run.recipe;
  document.getElementById('origin').textContent = data.run.source.description;
  document.getElementById('nav').append(...parts.map((part) => {
    const count = part.count ? part.count() : null;
    return el('a', {href: part.href, 'data-part': part.key}, part.text, count === null ? null : [' ', el('small', {}, number(count))]);
  }));
  window.addEventListener('hashchange', show);
  document.addEventListener('keydown', pressed);
  await show();
}

start();
