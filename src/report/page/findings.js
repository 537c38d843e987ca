// SPDX-License-Identifier: GPL-2.0-or-later
// What checks and the run itself found, and what moved since the ledger.

const namesOf = (check) => check === 'equivalence' ? ['difference', 'differences'] : [check.replace(/s$/, ''), check];

// What only the source has, and what only the result has.
const wordsOfBoth = (finding) => [
  finding.wanted ? el('pre', {class: 'before'}, finding.wanted) : null,
  finding.found ? el('pre', {class: 'after'}, finding.found) : null,
];

// How much of the source the result says.
const comparedText = (same) => `${number(same.equal)} of ${counted(same.functions, 'function')} say what the source says, ` +
  `${number(same.functions - same.equal)} differ, ${number(same.explained)} of them as the recipe explains.`;

// All kinds: key, what one and several are called, what it means, how weighty it is (bad, note), and the entries, each with a
// text to search in and a row to show.
function findingKinds() {
  const run = data.run;
  const kinds = data.checks.map((check) => ({
    key: check.name, names: namesOf(check.name), about: check.description + '.', compared: check.compared,
    // What a comment still speaks of is no mistake.
    weight: check.findings.every((finding) => finding.in_comment) ? 'note' : 'bad',
    entries: check.findings.map((finding) => ({
      text: placeText(finding.place) + ' ' + finding.message,
      row: () => [placeLink(finding.place), ' ', finding.message, finding.in_comment ? ' (in a comment)' : null,
        finding.wanted || finding.found ? wordsOfBoth(finding) : null,
        finding.source ? [el('br'), 'see: ', sourceLink(finding.source)] : null,
        finding.rule === null ? null : [el('br'), 'rule: ', ruleLink(finding.rule)]],
    })),
  }));
  const entry = (text, ...row) => ({text, row: () => row.flat()});
  const add = (key, names, about, weight, entries) => kinds.push({key, names, about, weight, entries});
  const undecided = (meant) => run.undecided.filter((symbol) => symbol.meant_to_stay === meant).map((symbol) => ({
    text: symbol.symbol,
    row: () => [el('code', {}, symbol.symbol), ` over ${counted(symbol.lines, 'line')}: `,
      symbol.places.map((place) => [placeLink(place), ' '])],
  }));
  const contradictions = (declared) => run.contradictions.filter((found) => found.declared === declared)
    .map((found) => entry(placeText(found.place) + ' ' + found.message, placeLink(found.place), ' ', found.message));
  add('undecided', ['symbol undecided', 'symbols undecided'], 'They still control conditionals, and the recipe does not say that they may.', 'bad', undecided(false));
  add('contradictions', ['contradiction', 'contradictions'], 'Code that says otherwise than the definitions, or than its own surroundings.', 'bad', contradictions(false));
  add('warnings', ['warning', 'warnings'], 'Of the run.', 'bad', run.warnings.map((warning) => entry(placeText(warning.place) + ' ' + warning.message,
    placeLink(warning.place), ' ', warning.message, warning.hint ? '; ' + warning.hint : '')));
  add('silent', ['rule that never fired', 'rules that never fired'], 'They may be out of date.', 'bad', data.rules.filter((rule) => rule.can_fire && rule.fired === 0)
    .map((rule) => entry(rule.name + ' ' + placeText(rule.place), ruleLink(rule.number), ' ', el('span', {class: 'place'}, placeText(rule.place)))));
  add('unparsed', ['part unparsed', 'parts unparsed'], 'Code that the semantic patches did not see.', 'bad', run.unparsed.map((part) =>
    entry(placeText(part.place) + ' ' + part.function, placeLink(part.place), part.function ? ' in ' + part.function : '')));
  add('dropped', ['file dropped', 'files dropped'], 'They are not in the result.', 'note', run.dropped.map((dropped) => {
    const file = fileAt(dropped.path, true);
    return entry(dropped.path + ' ' + dropped.reason, el('a', {class: 'place', href: fileHash(file)}, dropped.path), ' ', dropped.reason);
  }));
  add('untouched', ['file as it was', 'files as they were'], 'No stage changed them.', 'note', run.untouched.map((path) => entry(path, placeLink({file: path}))));
  add('stay', ['symbol meant to stay', 'symbols meant to stay'], 'They still control conditionals, as the recipe says.', 'note', undecided(true));
  add('declared', ['contradiction declared', 'contradictions declared'], 'The recipe knows of them.', 'note', contradictions(true));
  return kinds;
}

const titleOf = (names, count) => names[count === 1 ? 0 : 1];

function showFindings(filter) {
  const list = el('div', {});
  const fill = () => {
    const words = wordsOf(filter.q || '');
    list.replaceChildren(...findingKinds().filter((kind) => !filter.kind || kind.key === filter.kind).map((kind) => {
      const entries = kind.entries.filter((entry) => hasAll(entry.text, words));
      return el('section', {class: entries.length ? kind.weight : 'none', 'data-kind': kind.key},
        el('h2', {}, el('b', {}, number(entries.length)), ' ', titleOf(kind.names, entries.length)), el('p', {class: 'about'}, kind.about),
        kind.compared ? el('p', {class: 'compared'}, comparedText(kind.compared)) : null,
        el('ul', {class: 'entries'}, entries.map((entry) => el('li', {}, entry.row()))));
    }));
  };
  const set = (key, value) => {
    if (value === '') delete filter[key];
    else filter[key] = value;
    rememberFilter('findings', filter);
    fill();
  };
  fill();
  return [
    el('h1', {}, 'Findings'),
    el('div', {class: 'filters', role: 'search'},
      searchField('Search in the findings', filter.q || '', (value) => set('q', value)),
      select('kind', filter.kind || '', [['', 'all'], ...findingKinds().map((kind) => [kind.key, `${kind.names[1]} (${number(kind.entries.length)})`])],
        (value) => set('kind', value))),
    list,
  ];
}

function showLedger(filter) {
  const moved = data.run.moved;
  if (data.ledger === null) {
    return [el('h1', {}, 'Since the ledger'), el('p', {}, 'This run was not compared with a ledger: there was no --ledger.')];
  }
  const body = el('tbody', {});
  const fill = () => {
    const words = wordsOf(filter.q || '');
    body.replaceChildren(...moved.filter((entry) => hasAll(Object.values(entry).join(' '), words)).map((entry) => el('tr', {},
      el('th', {scope: 'row'}, el('code', {}, marked(entry.key, words)), el('small', {}, entry.section)),
      el('td', {'data-label': 'before'}, entry.before || el('i', {}, 'not there')),
      el('td', {'data-label': 'now'}, entry.after || el('i', {}, 'gone')))));
  };
  fill();
  return [
    el('h1', {}, 'Since the ledger'),
    el('p', {class: 'lead'}, moved.length ? `${counted(moved.length, 'entry', 'entries')} moved since ` : 'Nothing has moved since ',
      el('code', {}, data.ledger), '.'),
    moved.length === 0 ? null : [
      el('div', {class: 'filters', role: 'search'}, searchField('Search in what moved', filter.q || '', (value) => {
        filter.q = value;
        rememberFilter('ledger', filter);
        fill();
      })),
      el('div', {class: 'scroll'}, el('table', {class: 'list moved'},
        el('thead', {}, el('tr', {}, ['entry', 'before', 'now'].map((title) => el('th', {scope: 'col'}, title)))), body)),
    ],
  ];
}
