// SPDX-License-Identifier: GPL-2.0-or-later
// The list of files: searched by path, filtered, sorted.

const fileOrders = {
  path: (a, b) => a.number - b.number,
  edits: (a, b) => b.edits - a.edits || a.number - b.number,
  lines: (a, b) => b.after - a.after || a.number - b.number,
  shrunk: (a, b) => (b.before - b.after) - (a.before - a.after) || a.number - b.number,
  findings: (a, b) => b.findings.length - a.findings.length || a.number - b.number,
};

function filesFor(filter) {
  const words = wordsOf(filter.q || '');
  const rule = filter.rule === undefined ? null : Number(filter.rule);
  return data.files
    .filter((file) => (!filter.state || file.state === filter.state) &&
      (filter.stage === undefined || filter.stage === '' || file.rules.some(([number]) => data.rules[number].stage === Number(filter.stage))) &&
      (rule === null || file.rules.some(([number]) => number === rule)) &&
      (words.length === 0 || hasAll(file.path + '\n' + file.source, words)))
    .sort(fileOrders[filter.sort] || fileOrders.path);
}

function showFiles(filter) {
  const body = el('tbody', {});
  const count = el('p', {class: 'count', 'aria-live': 'polite'});
  const fill = () => {
    const files = filesFor(filter);
    const words = wordsOf(filter.q || '');
    const most = Math.max(...data.files.map((file) => file.edits), 1);
    body.replaceChildren(...files.map((file) => fileRow(file, words, most)));
    const lines = files.reduce((sum, file) => sum + (file.state === 'dropped' ? 0 : file.after), 0);
    count.textContent = `${number(files.length)} of ${counted(data.files.length, 'file')}, ${counted(lines, 'line')} in the result`;
  };
  const set = (key, value) => {
    if (value === '') delete filter[key];
    else filter[key] = value;
    rememberFilter('files', filter);
    fill();
  };
  const states = ['changed', 'untouched', 'made', 'dropped'];
  fill();
  return [
    el('h1', {}, 'Files'),
    el('div', {class: 'filters', role: 'search'},
      searchField('Search by path, here or in the source', filter.q || '', (value) => set('q', value)),
      select('state', filter.state || '', [['', 'any'], ...states.map((state) => [state, state === 'untouched' ? 'as it was' : state])],
        (value) => set('state', value)),
      select('stage', filter.stage || '', [['', 'any'], ...data.run.stages.map((stage, i) => [i, stageName(stage)])],
        (value) => set('stage', value)),
      select('order', filter.sort || 'path', [['path', 'path'], ['edits', 'most edits'], ['lines', 'most lines'],
        ['shrunk', 'most lines lost'], ['findings', 'most findings']], (value) => set('sort', value))),
    filter.rule === undefined ? null : el('p', {}, 'Changed by ', ruleLink(Number(filter.rule)), ' ',
      el('a', {href: '#/files'}, 'show all')),
    count,
    el('div', {class: 'scroll'}, el('table', {class: 'list files'},
      el('thead', {}, el('tr', {}, ['file', 'state', 'lines', 'edits'].map((title, i) =>
        el('th', {scope: 'col', class: i > 1 ? 'n' : null}, title)))),
      body)),
  ];
}

function fileRow(file, words, most) {
  const lines = file.state === 'dropped' ? number(file.before)
    : file.before === file.after || file.from !== 'source' ? number(file.after) : `${number(file.before)} → ${number(file.after)}`;
  return el('tr', {},
    el('th', {scope: 'row'},
      el('a', {class: 'item', href: fileHash(file)}, marked(file.path, words)),
      file.findings.length ? el('span', {class: 'flag'}, counted(file.findings.length, 'finding')) : null,
      el('small', {}, file.reason || 'from ', file.reason ? null : marked(file.source, words))),
    el('td', {}, el('span', {class: 'state ' + file.state}, file.state === 'untouched' ? 'as it was' : file.state)),
    el('td', {class: 'n', 'data-label': 'lines'}, lines),
    el('td', {class: 'n', 'data-label': 'edits'}, number(file.edits), bar(file.edits, most)));
}
