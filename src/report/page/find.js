// SPDX-License-Identifier: GPL-2.0-or-later
// Finding words in the file that is open, on the side that is looked at.

class Finder {
  constructor(view) {
    this.view = view;
    this.shown = [];
    this.field = el('input', {type: 'search', placeholder: 'Find in the file', 'aria-label': 'Find in the file', spellcheck: 'false',
      input: () => this.find(), keydown: (event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        this.step(event.shiftKey);
      }});
    this.count = el('output', {});
    this.element = el('span', {class: 'find'}, this.count, this.field);
  }

  // Capitals count where the query has some.
  folds() {
    return this.field.value === this.field.value.toLowerCase();
  }

  find() {
    for (const undo of this.shown) undo();
    this.shown = [];
    this.count.textContent = '';
    const query = this.field.value;
    if (query === '') return;
    const folds = this.folds();
    const wanted = folds ? query.toLowerCase() : query;
    const overlay = {token: (stream) => {
      const line = folds ? stream.string.toLowerCase() : stream.string;
      const at = line.indexOf(wanted, stream.pos);
      if (at === stream.pos) {
        stream.pos += query.length;
        return 'searching';
      }
      stream.pos = at < 0 ? stream.string.length : at;
      return null;
    }};
    for (const editor of Object.values(this.view.editors)) {
      const annotations = editor.showMatchesOnScrollbar(query, folds);
      editor.addOverlay(overlay);
      this.shown.push(() => {
        annotations.clear();
        editor.removeOverlay(overlay);
      });
    }
    this.from = null;
    this.step(false);
  }

  step(backwards) {
    const query = this.field.value;
    const side = this.view.side();
    const editor = this.view.editors[side];
    if (query === '') return;
    const matches = [];
    const cursor = editor.getSearchCursor(query, {line: 0, ch: 0}, this.folds());
    while (cursor.findNext()) matches.push({from: cursor.from(), to: cursor.to()});
    if (matches.length === 0) {
      this.count.textContent = 'not there';
      return;
    }
    const start = this.from === null ? {line: this.view.topLine(), ch: -1} : this.from;
    let next = backwards ? matches.findLastIndex((match) => CodeMirror.cmpPos(match.from, start) < 0)
      : matches.findIndex((match) => CodeMirror.cmpPos(match.from, start) > 0);
    if (next < 0) next = backwards ? matches.length - 1 : 0;
    this.from = matches[next].from;
    this.count.textContent = `${number(next + 1)} of ${number(matches.length)}`;
    editor.setSelection(matches[next].from, matches[next].to, {scroll: false});
    this.view.showLine(side, matches[next].from.line, 1 / 3);
  }
}
