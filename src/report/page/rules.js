// SPDX-License-Identifier: GPL-2.0-or-later
// The rules, stage by stage, and all that one of them did.

const ruleOrders = {
  recipe: (a, b) => a.number - b.number,
  fired: (a, b) => b.fired - a.fired || a.number - b.number,
  files: (a, b) => b.files.length - a.files.length || a.number - b.number,
};

function rulesFor(filter) {
  const words = wordsOf(filter.q || '');
  return data.rules
    .filter((rule) => (filter.stage === undefined || rule.stage === Number(filter.stage)) &&
      (filter.fired === undefined || (filter.fired === 'no' ? rule.can_fire && rule.fired === 0 : rule.fired > 0)) &&
      (words.length === 0 || hasAll(rule.name + '\n' + placeText(rule.place), words)))
    .sort(ruleOrders[filter.sort] || ruleOrders.recipe);
}

function showRules(filter) {
  const body = el('tbody', {});
  const count = el('p', {class: 'count', 'aria-live': 'polite'});
  const fill = () => {
    const rules = rulesFor(filter);
    const most = Math.max(...data.rules.map((rule) => rule.fired), 1);
    body.replaceChildren(...rules.map((rule) => ruleRow(rule, wordsOf(filter.q || ''), most)));
    count.textContent = `${number(rules.length)} of ${counted(data.rules.length, 'rule')}, fired ` +
      counted(rules.reduce((sum, rule) => sum + rule.fired, 0), 'time');
  };
  const set = (key, value) => {
    if (value === '') delete filter[key];
    else filter[key] = value;
    rememberFilter('rules', filter);
    fill();
  };
  fill();
  return [
    el('h1', {}, 'Rules'),
    el('div', {class: 'filters', role: 'search'},
      searchField('Search by name or place in the recipe', filter.q || '', (value) => set('q', value)),
      select('stage', filter.stage || '', [['', 'any'], ...data.run.stages.map((stage, i) => [i, stageName(stage)])],
        (value) => set('stage', value)),
      select('fired', filter.fired || '', [['', 'or not'], ['yes', 'at least once'], ['no', 'never']],
        (value) => set('fired', value)),
      select('order', filter.sort || 'recipe', [['recipe', 'as in the recipe'], ['fired', 'most fired'], ['files', 'most files']],
        (value) => set('sort', value))),
    count,
    el('div', {class: 'scroll'}, el('table', {class: 'list rules'},
      el('thead', {}, el('tr', {}, ['rule', 'stage', 'files', 'fired'].map((title, i) =>
        el('th', {scope: 'col', class: i > 1 ? 'n' : null}, title)))),
      body)),
  ];
}

function ruleRow(rule, words, most) {
  return el('tr', {class: 'h' + rule.number, 'data-rule': rule.number},
    el('th', {scope: 'row'},
      el('a', {class: 'item rule', href: '#/rule/' + rule.number},
        el('span', {class: 'swatch' + (rule.edits ? '' : ' idle')}), el('code', {}, marked(rule.name, words))),
      el('small', {}, marked(placeText(rule.place), words))),
    el('td', {}, stageName(data.run.stages[rule.stage])),
    el('td', {class: 'n', 'data-label': 'files'}, number(rule.files.length)),
    el('td', {class: 'n', 'data-label': 'fired'}, number(rule.fired),
      bar(rule.fired, most, 'hued')));
}

function showRule(rule) {
  const files = [...rule.files].sort((a, b) => b[1] - a[1] || a[0].number - b[0].number);
  return [
    el('h1', {class: 'rule h' + rule.number}, el('span', {class: 'swatch'}), el('code', {}, rule.name)),
    el('p', {class: 'lead'}, `${stageName(data.run.stages[rule.stage])}, `, el('span', {class: 'place'}, placeText(rule.place)), '. ',
      `Fired ${counted(rule.fired, 'time')}; ${counted(rule.edits, 'edit')} in ${counted(files.length, 'file')}.`),
    excerpt(rule),
    files.length === 0 && rule.can_fire && rule.fired === 0 ? el('p', {class: 'warning'}, 'This rule never fired.') : null,
    el('ul', {class: 'places'}, files.map(([file, edits]) => filePlaces(rule, file, edits, files[0][1]))),
  ];
}

// The rule as the recipe has it: from its line to where the next one begins.
function excerpt(rule) {
  const file = data.recipe.indexOf(rule.place.file);
  const element = el('pre', {class: 'excerpt'});
  if (file < 0 || rule.place.line === 0) return null;
  unpack('recipe-' + file).then((text) => {
    const most = 40;
    const next = Math.min(...data.rules.filter((other) => other.place.file === rule.place.file && other.place.line > rule.place.line)
      .map((other) => other.place.line), rule.place.line + most);
    element.textContent = text.split('\n').slice(rule.place.line - 1, next - 1).join('\n').trimEnd();
  });
  return element;
}

// One file of a rule; its places are unpacked when it is opened.
function filePlaces(rule, file, edits, most) {
  const list = el('ol', {});
  const details = el('details', {class: 'h' + rule.number, toggle: async () => {
    if (!details.open || list.childElementCount) return;
    const sides = sidesOf(await partsOf(file));
    list.replaceChildren(...sides.changes.filter((change) => change.rules.includes(rule.number))
      .map((change) => changeEntry(file, sides, change, rule)));
  }}, el('summary', {}, el('span', {class: 'item'}, file.path), el('span', {class: 'n'}, number(edits)), bar(edits, most, 'hued')), list);
  return el('li', {}, details);
}

function changeEntry(file, sides, change, rule) {
  const lines = (side) => {
    const shown = inContext(sides, change, side);
    return shown === null ? null : el('pre', {class: side === 'source' ? 'before' : 'after'}, shown);
  };
  const others = change.rules.filter((number) => number !== rule.number);
  return el('li', {},
    el('a', {class: 'place', href: fileHash(file, {change: change.number, rule: rule.number})},
      `source ${linesText(change, 'source')}, result ${linesText(change, 'result')}`),
    others.length ? [' with ', others.map((number) => [ruleLink(number), ' '])] : null,
    lines('source'), lines('result'));
}
