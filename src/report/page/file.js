// SPDX-License-Identifier: GPL-2.0-or-later
// One file, its source and its result side by side. CodeMirror draws the lines that are in sight.

const other = {source: 'result', result: 'source'};
const narrow = matchMedia('(max-width: 52rem)');
const focusSheet = new CSSStyleSheet();
const lineOf = (text) => Math.max(Number.parseInt(text, 10) - 1 || 0, 0);

class FileView {
  constructor(file, sides, parameters) {
    this.file = file;
    this.sides = sides;
    this.rule = parameters.rule === undefined ? null : Number(parameters.rule);
    this.selected = null;
    this.marks = [];
    this.fillers = [];
    this.finder = new Finder(this);
    const changed = sides.changes.length > 0;
    this.mode = !changed ? 'result' : narrow.matches ? 'result' : 'both';
    this.build();
    this.parameters = parameters;
  }

  build() {
    const file = this.file;
    this.editors = {};
    this.panes = el('div', {class: 'panes'}, ['source', 'result'].map((side) => this.pane(side)));
    this.position = el('output', {class: 'position'});
    this.detail = el('div', {class: 'detail', 'aria-live': 'polite'});
    this.chips = el('div', {class: 'chips', role: 'group', 'aria-label': 'Rules that changed this file'},
      file.rules.slice().sort((a, b) => b[1] - a[1]).map(([rule, edits]) => this.chip(rule, edits)));
    this.modes = el('div', {class: 'modes', role: 'group', 'aria-label': 'What to show'},
      [['source', 'Source'], ['both', 'Both'], ['result', 'Result']].map(([mode, text]) =>
        el('button', {type: 'button', 'data-mode': mode, click: () => this.setMode(mode)}, text)));
    this.element = el('div', {class: 'file'},
      el('div', {class: 'about-file'},
        el('h1', {}, file.path),
        el('p', {}, el('span', {class: 'state ' + file.state}, stateName(file.state)), ' ',
          file.reason ? file.reason + '; ' : null, `from ${file.from === 'source' ? '' : 'the ' + file.from + "'s "}${file.source}; `,
          file.from === 'source' ? `${number(file.before)} → ${counted(file.after, 'line')}, ` : '',
          `${counted(file.edits, 'edit')} by ${counted(file.rules.length, 'rule')}`)),
      el('div', {class: 'tools'},
        el('button', {type: 'button', class: 'previous', title: 'previous change (p)', click: () => this.step(-1)}, '‹'),
        this.position,
        el('button', {type: 'button', class: 'next', title: 'next change (n)', click: () => this.step(1)}, '›'),
        this.modes, this.finder.element),
      this.chips, this.panes, this.detail);
  }

  pane(side) {
    const names = {source: {source: 'source', recipe: 'recipe', target: 'target'}[this.file.from],
      result: this.file.state === 'dropped' ? 'when it was dropped' : 'result'};
    return el('section', {class: 'pane ' + side, 'aria-label': names[side]},
      el('h2', {}, el('b', {}, names[side]), ' ', side === 'source' ? this.file.source : this.file.path), el('div', {class: 'text'}));
  }

  chip(rule, edits) {
    return el('button', {type: 'button', class: 'chip h' + rule, 'data-rule': rule, title: data.rules[rule].name,
      click: () => this.setRule(this.rule === rule ? null : rule)},
    el('span', {class: 'swatch'}), el('code', {}, data.rules[rule].name), el('span', {class: 'n'}, number(edits)));
  }

  // Once the element is in the page: editors want to measure.
  start() {
    for (const side of ['source', 'result']) this.editors[side] = this.editor(side);
    this.showChanges();
    this.showFindings();
    this.editors.source.on('scroll', () => this.follow('source'));
    this.editors.result.on('scroll', () => this.follow('result'));
    this.setMode(this.mode);
    this.setRule(this.rule, false);
    const {change, line, source} = this.parameters;
    if (change !== undefined && this.sides.changes[change]) this.select(Number(change));
    else if (line !== undefined) this.goTo('result', lineOf(line));
    else if (source !== undefined) this.goTo('source', lineOf(source));
    else if (this.rule !== null) this.step(1);
  }

  editor(side) {
    const editor = CodeMirror(this.panes.querySelector('.' + side + ' .text'), {
      value: this.sides[side],
      mode: /\.[ch]$/.test(this.file.path) ? 'text/x-csrc' : null,
      readOnly: matchMedia('(pointer: coarse)').matches ? 'nocursor' : true,
      lineSeparator: '\n', lineNumbers: true, tabSize: 8, maxHighlightLength: 2000,
      // What would change the order of what is seen is shown as a dot, too.
      specialChars: /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc]/,
      screenReaderLabel: side,
    });
    editor.on('mousedown', (_, event) => this.pointed(side, event));
    editor.on('gutterClick', (_, line) => this.goTo(side, line));
    return editor;
  }

  // All changes on the scrollbar; their colours and names come with the lines in sight.
  showChanges() {
    for (const side of ['source', 'result']) {
      const editor = this.editors[side];
      editor.annotateScrollbar('change-mark')
        .update(this.sides.changes.map((change) => ({from: change[side].from, to: change[side].to})));
      const labels = this.labels(side);
      const shown = new Set();
      const paint = () => editor.operation(() => this.paint(editor, side, labels, shown));
      editor.on('viewportChange', paint);
      paint();
    }
  }

  // By line: the rules that are named there, on the side that has text of theirs.
  labels(side) {
    const labels = new Map();
    for (const change of this.sides.changes) {
      const named = change.after !== '' || change.before === '' ? 'result' : 'source';
      if (named !== side) continue;
      const line = change[side].from.line;
      if (!labels.has(line)) labels.set(line, {change, rules: new Set()});
      for (const rule of change.rules) labels.get(line).rules.add(rule);
    }
    return labels;
  }

  // The changes and labels of the lines in sight that are not among `shown` yet.
  paint(editor, side, labels, shown) {
    const {from, to} = editor.getViewport();
    const {changes} = this.sides;
    let first = 0;
    for (let end = changes.length; first < end;) {
      const middle = (first + end) >> 1;
      if (changes[middle][side].to.line < from) first = middle + 1;
      else end = middle;
    }
    for (const change of changes.slice(first)) {
      if (change[side].from.line > to) break;
      if (shown.has(change)) continue;
      shown.add(change);
      this.showChange(editor, side, change);
    }
    for (let line = from; line < to; ++line) {
      const label = labels.get(line);
      if (!label || shown.has(label)) continue;
      shown.add(label);
      this.showLabel(editor, line, label);
    }
  }

  showChange(editor, side, change) {
    const {from, to, lines} = change[side];
    const hue = 'h' + change.rules[0];
    const rules = change.rules.map((rule) => 'of-' + rule).join(' ');
    const attributes = {'data-change': change.number, title: change.rules.map((rule) => data.rules[rule].name).join('\n')};
    if (lines.empty) {
      const caret = el('span', {class: `caret ${hue} ${rules}`, ...attributes});
      editor.setBookmark(from, {widget: caret, insertLeft: true});
      return;
    }
    editor.markText(from, to, {className: `change ${hue} ${rules}`, attributes});
    for (let line = lines.first - 1; line < lines.last; ++line) editor.addLineClass(line, 'gutter', 'changed ' + hue);
    if (change.whole) {
      for (let line = lines.first - 1; line < lines.last; ++line) editor.addLineClass(line, 'background', 'whole ' + hue);
    }
  }

  showLabel(editor, line, {change, rules}) {
    const names = [...rules].map((rule) => el('span', {class: 'h' + rule}, data.rules[rule].name));
    const widget = el('span', {class: 'label', 'data-change': change.number}, names.slice(0, 3),
      names.length > 3 ? el('span', {}, '+' + (names.length - 3)) : null);
    editor.setBookmark({line, ch: editor.getLine(line).length}, {widget});
  }

  showFindings() {
    for (const finding of this.file.findings) {
      const line = Math.max(finding.place.line - 1, 0);
      if (line >= this.editors.result.lineCount()) continue;
      this.editors.result.addLineClass(line, 'background', 'found');
      this.editors.result.setBookmark({line, ch: this.editors.result.getLine(line).length},
        {widget: el('span', {class: 'label found'}, el('span', {}, finding.check + ': ' + finding.message))});
    }
  }

  // Side by side, room is left where the other side has more lines.
  align() {
    for (const filler of this.fillers) filler.clear();
    this.fillers = [];
    if (this.mode !== 'both') return;
    const height = this.editors.result.defaultTextHeight();
    for (const side of ['source', 'result']) {
      const editor = this.editors[side];
      editor.operation(() => {
        for (const hunk of this.sides.hunks) {
          const lines = (hunk[other[side]].end - hunk[other[side]].begin) - (hunk[side].end - hunk[side].begin);
          if (lines <= 0) continue;
          const node = el('div', {class: 'filler'});
          node.style.height = lines * height + 'px';
          const above = hunk[side].end < editor.lineCount();
          // Its height is told, lest the editor measure each.
          this.fillers.push(editor.addLineWidget(above ? hunk[side].end : editor.lastLine(), node,
            {above, height: lines * height, coverGutter: true}));
        }
      });
    }
  }

  follow(side) {
    if (this.mode !== 'both' || this.following === side) {
      this.following = null;
      return;
    }
    const {left, top} = this.editors[side].getScrollInfo();
    const there = this.editors[other[side]].getScrollInfo();
    if (Math.abs(there.top - top) < 1 && Math.abs(there.left - left) < 1) return;
    this.following = other[side];
    this.editors[other[side]].scrollTo(left, top);
  }

  setMode(mode) {
    const line = this.topLine();
    this.mode = mode;
    this.panes.dataset.mode = mode;
    for (const button of this.modes.children) button.setAttribute('aria-pressed', String(button.dataset.mode === mode));
    this.align();
    for (const editor of Object.values(this.editors)) editor.refresh();
    this.tell();
    if (this.selected !== null) this.reveal();
    else if (line > 0) this.showLine(this.side(), mode === 'source' ? lineBeside(this.sides.hunks, 'result', line) : line, 0);
  }

  // The side that is looked at first.
  side() {
    return this.mode === 'source' ? 'source' : 'result';
  }

  // The first line in sight, as the result counts.
  topLine() {
    const side = this.side();
    const editor = this.editors[side];
    const line = editor.lineAtHeight(editor.getScrollInfo().top, 'local');
    return side === 'result' ? line : lineBeside(this.sides.hunks, 'source', line);
  }

  // Goes through the changes of one rule alone, or of all.
  setRule(rule, keep = true) {
    this.rule = rule;
    for (const chip of this.chips.children) chip.setAttribute('aria-pressed', String(Number(chip.dataset.rule) === rule && rule !== null));
    focusSheet.replaceSync(rule === null ? '' :
      `.panes .change:not(.of-${rule}), .panes .caret:not(.of-${rule}) { opacity: .55; background-color: transparent }`);
    if (keep && rule !== null) this.step(1, true);
    else this.tell();
  }

  steps() {
    return this.rule === null ? this.sides.changes : this.sides.changes.filter((change) => change.rules.includes(this.rule));
  }

  step(by, stay = false) {
    const steps = this.steps();
    if (steps.length === 0) return;
    let next;
    if (this.selected === null) {
      const top = this.topLine();
      const at = steps.findIndex((change) => change.result.from.line >= top);
      next = by > 0 ? (at < 0 ? 0 : at) : (at < 0 ? steps.length : at) - 1;
    } else {
      const at = steps.findIndex((change) => change.number >= this.selected);
      const here = at >= 0 && steps[at].number === this.selected;
      if (by > 0) next = at < 0 ? 0 : here && !stay ? at + 1 : at;
      else next = at < 0 ? steps.length - 1 : at - 1;
    }
    this.select(steps[(next + steps.length) % steps.length].number);
  }

  select(number) {
    this.selected = number;
    for (const mark of this.marks) mark.clear();
    const change = this.sides.changes[number];
    this.marks = ['source', 'result'].map((side) => change[side].lines.empty
      ? this.markLine(side, change[side].from.line, 'gap')
      : this.editors[side].markText(change[side].from, change[side].to, {className: 'current'}));
    this.reveal();
    this.tell();
    history.replaceState(null, '', fileHash(this.file, {change: number, ...(this.rule === null ? {} : {rule: this.rule})}));
  }

  markLine(side, line, name) {
    const editor = this.editors[side];
    const handle = editor.addLineClass(Math.min(line, editor.lastLine()), 'background', name);
    return {clear: () => editor.removeLineClass(handle, 'background', name)};
  }

  reveal() {
    const side = this.side();
    this.showLine(side, this.sides.changes[this.selected][side].from.line, 1 / 3);
  }

  showLine(side, line, share) {
    const editor = this.editors[side];
    const {clientHeight} = editor.getScrollInfo();
    editor.scrollTo(0, editor.heightAtLine(line, 'local') - clientHeight * share);
    this.follow(side);
  }

  // A line of one side, and what stands beside it.
  goTo(side, wanted) {
    const line = Math.min(wanted, this.editors[side].lastLine());
    if (this.mode !== 'both' && this.mode !== side) this.setMode(side);
    const beside = lineBeside(this.sides.hunks, side, line);
    for (const mark of this.marks) mark.clear();
    this.selected = null;
    this.marks = [this.markLine(side, line, 'here'), this.markLine(other[side], beside, 'here')];
    this.showLine(side, line, 1 / 3);
    this.tell();
    this.detail.replaceChildren(el('span', {}, this.lineLink(side, line), ' ↔ ', this.lineLink(other[side], beside)));
    history.replaceState(null, '', fileHash(this.file, {[side === 'result' ? 'line' : 'source']: line + 1}));
  }

  lineLink(side, line, text = number(line + 1)) {
    return el('a', {class: 'to-' + side, href: fileHash(this.file, {[side === 'result' ? 'line' : 'source']: line + 1}),
      click: (event) => {
        event.preventDefault();
        this.goTo(side, line);
      }}, `${side} ${text}`);
  }

  pointed(side, event) {
    const target = event.target.closest('[data-change]');
    if (!target) return;
    this.select(Number(target.dataset.change));
  }

  // What the side that is not shown has in the change's place.
  outOfSight(change) {
    if (this.mode === 'both') return '';
    const side = other[this.mode];
    const lines = inContext(this.sides, change, side);
    return lines === null ? '' : el('pre', {class: side === 'source' ? 'before' : 'after'}, lines);
  }

  tell() {
    const steps = this.steps();
    const at = steps.findIndex((change) => change.number === this.selected);
    this.position.textContent = at >= 0 ? `${number(at + 1)} of ${counted(steps.length, 'change')}` : counted(steps.length, 'change');
    if (this.selected === null) {
      this.detail.replaceChildren(steps.length ? 'Click a change or a line number, or press n.' : 'Nothing changed.');
      return;
    }
    const change = this.sides.changes[this.selected];
    this.detail.replaceChildren(
      el('span', {class: 'links'}, this.lineLink('source', change.source.from.line, linesText(change, 'source')), ' ↔ ',
        this.lineLink('result', change.result.from.line, linesText(change, 'result'))),
      this.outOfSight(change),
      ...change.rules.map((rule) => el('span', {class: 'why'}, ruleLink(rule), ' ',
        el('small', {}, placeText(data.rules[rule].place)))));
  }
}
