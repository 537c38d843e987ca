// SPDX-License-Identifier: GPL-2.0-or-later
// The list of files: searched by path or by what is in them, filtered, sorted.

const fileOrders = {
  path: (a, b) => a.number - b.number,
  edits: (a, b) => b.edits - a.edits || a.number - b.number,
  lines: (a, b) => b.after - a.after || a.number - b.number,
  shrunk: (a, b) => (b.before - b.after) - (a.before - a.after) || a.number - b.number,
  findings: (a, b) => b.findings.length - a.findings.length || a.number - b.number,
};

function filesFor(filter) {
  const words = filter.in ? [] : wordsOf(filter.q || '');
  return data.files
    .filter((file) => (!filter.state || file.state === filter.state) &&
      (!filter.stage || file.rules.some(([number]) => data.rules[number].stage === Number(filter.stage))) &&
      (!filter.rule || file.rules.some(([number]) => number === Number(filter.rule))) &&
      (words.length === 0 || hasAll(file.path + '\n' + file.source, words)))
    .sort(fileOrders[filter.sort] || fileOrders.path);
}

// The files of `files` that have the query in a line of `side`, with these lines, one file after the other as
// they are unpacked. A query with capitals wants them so.
async function* filesWith(files, side, query) {
  const folds = query === query.toLowerCase();
  for (const file of files) partsOf(file);
  for (const file of files) {
    const text = textOf(await partsOf(file), side);
    if (!(folds ? text.toLowerCase() : text).includes(query)) continue;
    const lines = text.split('\n')
      .map((line, i) => ({line: i + 1, text: line}))
      .filter((hit) => (folds ? hit.text.toLowerCase() : hit.text).includes(query));
    yield [file, lines];
  }
}

function showFiles(filter) {
  const body = el('tbody', {});
  const count = el('p', {class: 'count', 'aria-live': 'polite'});
  const most = Math.max(...data.files.map((file) => file.edits), 1);
  let search = 0;
  const fillByPath = (files) => {
    const words = wordsOf(filter.q || '');
    body.replaceChildren(...files.map((file) => fileRow(file, words, most)));
    const lines = files.reduce((sum, file) => sum + (file.state === 'dropped' ? 0 : file.after), 0);
    count.textContent = `${number(files.length)} of ${counted(data.files.length, 'file')}, ${counted(lines, 'line')} in the result`;
  };
  const fillByText = async (files) => {
    const mine = search;
    body.replaceChildren();
    count.textContent = 'Searching …';
    let found = 0;
    for await (const [file, lines] of filesWith(files, filter.in, filter.q)) {
      if (mine !== search) return;
      found += lines.length;
      body.append(fileRow(file, [], most, hits(file, filter.in, lines, filter.q)));
      count.textContent = `${counted(found, 'line')} in ${counted(body.childElementCount, 'file')} …`;
    }
    if (mine === search) count.textContent = `${counted(found, 'line')} in ${number(body.childElementCount)} of ${counted(files.length, 'file')}`;
  };
  const fill = () => {
    ++search;
    if (filter.in && filter.q) fillByText(filesFor(filter));
    else fillByPath(filesFor(filter));
  };
  const set = (key, value) => {
    if (value === '') delete filter[key];
    else filter[key] = value;
    rememberFilter('files', filter);
    fill();
  };
  const states = ['changed', 'untouched', 'made', 'dropped', 'extended'];
  fill();
  return [
    el('h1', {}, 'Files'),
    el('div', {class: 'filters', role: 'search'},
      searchField('Search', filter.q || '', (value) => set('q', value)),
      select('in', filter.in || '', [['', 'paths'], ['result', 'texts of the result'], ['source', 'texts of the source']],
        (value) => set('in', value)),
      select('state', filter.state || '', [['', 'any'], ...states.map((state) => [state, stateName(state)])],
        (value) => set('state', value)),
      select('stage', filter.stage || '', [['', 'any'], ...data.run.stages.map((stage, i) => [i, stageName(stage)])],
        (value) => set('stage', value)),
      select('order', filter.sort || 'path', [['path', 'path'], ['edits', 'most edits'], ['lines', 'most lines'],
        ['shrunk', 'most lines lost'], ['findings', 'most findings']], (value) => set('sort', value))),
    !data.rules[filter.rule] ? null : el('p', {}, 'Changed by ', ruleLink(Number(filter.rule)), ' ',
      el('a', {href: '#/files'}, 'show all')),
    count,
    el('div', {class: 'scroll'}, el('table', {class: 'list files'},
      el('thead', {}, el('tr', {}, ['file', 'state', 'lines', 'edits'].map((title, i) =>
        el('th', {scope: 'col', class: i > 1 ? 'n' : null}, title)))),
      body)),
  ];
}

const stateName = (state) => ({untouched: 'as it was', extended: 'target’s own'}[state] ?? state);

// The first lines in which something was found.
function hits(file, side, lines, query) {
  const most = 8;
  return [
    el('ol', {class: 'hits'}, lines.slice(0, most).map((hit) => el('li', {},
      el('a', {href: fileHash(file, {[side === 'result' ? 'line' : 'source']: hit.line})}, number(hit.line)),
      el('code', {}, marked(hit.text.trim().slice(0, 200), [query.toLowerCase()]))))),
    lines.length > most ? el('small', {}, `and ${counted(lines.length - most, 'line')} more`) : null,
  ];
}

function fileRow(file, words, most, extra = null) {
  const lines = file.state === 'dropped' ? number(file.before)
    : file.before === file.after || file.from !== 'source' ? number(file.after) : `${number(file.before)} → ${number(file.after)}`;
  return el('tr', {},
    el('th', {scope: 'row'},
      el('a', {class: 'item', href: fileHash(file)}, marked(file.path, words)),
      file.findings.length ? el('span', {class: 'flag'}, counted(file.findings.length, 'finding')) : null,
      el('small', {}, file.reason || 'from ', file.reason ? null : marked(file.source, words)), extra),
    el('td', {}, el('span', {class: 'state ' + file.state}, stateName(file.state))),
    el('td', {class: 'n', 'data-label': 'lines'}, lines),
    el('td', {class: 'n', 'data-label': 'edits'}, number(file.edits), bar(file.edits, most)));
}
