// SPDX-License-Identifier: GPL-2.0-or-later
// The first page: figures, the flow through the stages, the rules that did most, what to look at.

function showOverview() {
  const run = data.run;
  return [
    el('h1', {}, run.recipe),
    el('p', {class: 'lead'}, leadOf(run)),
    figures(run),
    el('section', {'aria-labelledby': 'look'}, el('h2', {id: 'look'}, 'To look at'), toLookAt()),
    el('section', {'aria-labelledby': 'flow'}, el('h2', {id: 'flow'}, 'Through the stages'), flowTable()),
    el('section', {'aria-labelledby': 'most'}, el('h2', {id: 'most'}, 'Edits by rule'), topRules()),
  ];
}

function leadOf(run) {
  const source = run.source.description || run.source.commit;
  return (source ? `The source ${source}${run.source.dirty ? ' with uncommitted changes' : ''}` : 'A folder') +
    ` through ${counted(run.stages.length, 'stage')} and ${counted(data.rules.length, 'rule')}.`;
}

function figures(run) {
  const figure = (key, value, text, href) => el('li', {},
    el('a', {href, 'data-figure': key}, el('b', {}, number(value)), el('span', {}, text)));
  const files = run.files;
  return el('ul', {class: 'figures'},
    figure('taken', files.taken, 'files taken', '#/files'),
    figure('changed', files.changed, 'changed', '#/files?state=changed'),
    figure('untouched', files.untouched, 'as they were', '#/files?state=untouched'),
    figure('dropped', files.dropped, 'dropped', '#/files?state=dropped'),
    figure('made', files.made, 'made by the recipe', '#/files?state=made'),
    figure('lines', files.lines, 'lines in the result', '#/files'),
    figure('bytes', files.bytes, 'bytes', '#/files'),
    data.checks.filter((check) => check.compared).map((check) => figure('equal', check.compared.equal,
      `of ${counted(check.compared.functions, 'function')} say what the source says`, '#/findings?kind=' + check.name)));
}

function flowTable() {
  const levels = data.flow;
  const most = Math.max(...levels.map((level) => level.lines), 1);
  const change = (now, before) => now === before ? '' : (now > before ? '+' : '−') + number(Math.abs(now - before));
  let before = {files: 0, lines: 0};
  const rows = data.run.stages.map((stage, i) => {
    const level = levels[i];
    const row = el('tr', {'data-stage': i},
      el('th', {scope: 'row'}, el('a', {href: '#/rules?stage=' + i}, el('small', {}, stage.kind), ' ',
        stage.name === stage.kind ? '' : stage.name)),
      el('td', {class: 'n', 'data-label': 'files'}, number(level.files), ' ', el('small', {}, change(level.files, before.files))),
      el('td', {class: 'river'}, riverOf(before.lines, level.lines, most)),
      el('td', {class: 'n', 'data-label': 'lines'}, number(level.lines), ' ', el('small', {}, change(level.lines, before.lines))),
      el('td', {class: 'n', 'data-label': 'changed'}, number(stage.changed)),
      el('td', {class: 'n', 'data-label': 'edits'}, number(stage.edits)));
    before = level;
    return row;
  });
  return el('div', {class: 'scroll'}, el('table', {class: 'flow'},
    el('thead', {}, el('tr', {}, ['stage', 'files after it', '', 'lines after it', 'files changed', 'edits']
      .map((title, i) => el('th', {scope: 'col', class: i === 0 ? null : 'n'}, title)))),
    el('tbody', {}, rows)));
}

// The lines that go on, and those that came or went with the stage.
function riverOf(before, after, most) {
  const stayed = el('span', {class: 'fill'});
  const moved = el('span', {class: 'fill ' + (after > before ? 'came' : 'went')});
  stayed.style.width = 100 * Math.min(before, after) / most + '%';
  moved.style.width = 100 * Math.abs(after - before) / most + '%';
  return el('span', {class: 'bar', 'aria-hidden': 'true'}, stayed, moved);
}

function topRules() {
  const rules = data.rules.filter((rule) => rule.edits > 0).sort((a, b) => b.edits - a.edits || a.number - b.number);
  const shown = rules.slice(0, 12);
  return [
    el('ol', {class: 'top'}, shown.map((rule) => el('li', {class: 'h' + rule.number},
      ruleLink(rule.number), bar(rule.edits, shown[0].edits, 'hued'), el('span', {class: 'n'}, number(rule.edits))))),
    el('p', {}, el('a', {href: '#/rules'}, `All ${number(data.rules.length)} rules`)),
  ];
}

// Each kind of finding with its count; those without any are quiet.
function toLookAt() {
  return el('ul', {class: 'look'}, findingKinds().map((kind) => el('li', {class: kind.entries.length ? kind.weight : 'none'},
    el('a', {href: '#/findings?kind=' + kind.key, 'data-finding': kind.key},
      el('b', {}, number(kind.entries.length)), ' ', titleOf(kind.names, kind.entries.length)))));
}
