// SPDX-License-Identifier: GPL-2.0-or-later
// A file's source and result, the changes between them, and which lines stand beside which.

// From the parts of src/report/sides.h. Positions count lines and characters from 0, as the editor does; a change is
// `whole` if it begins and ends between lines.
function sidesOf(parts) {
  const at = {source: {line: 0, ch: 0}, result: {line: 0, ch: 0}};
  const changes = [];
  const take = (side, text) => {
    const from = at[side];
    const to = moved(from, text);
    at[side] = to;
    return {from, to, lines: shownLines(from, to, text)};
  };
  for (const part of parts) {
    if (typeof part === 'string') {
      take('source', part);
      take('result', part);
      continue;
    }
    const [before, after, rules] = part;
    const change = {number: changes.length, before, after, rules, source: take('source', before), result: take('result', after)};
    change.whole = ['source', 'result'].every((side) => change[side].from.ch === 0 && change[side].to.ch === 0);
    changes.push(change);
  }
  const source = textOf(parts, 'source');
  const result = textOf(parts, 'result');
  return {source, result, lines: {source: source.split('\n'), result: result.split('\n')}, changes, hunks: hunksOf(changes)};
}

// One of the two texts.
const textOf = (parts, side) => parts.map((part) => typeof part === 'string' ? part : part[side === 'source' ? 0 : 1]).join('');

function moved(from, text) {
  let line = from.line;
  let begin = -1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    ++line;
    begin = at;
  }
  return {line, ch: begin < 0 ? from.ch + text.length : text.length - begin - 1};
}

// The lines as people count them, from 1; of no text, the line that it would stand before.
function shownLines(from, to, text) {
  const last = to.ch === 0 && to.line > from.line ? to.line : to.line + 1;
  return {first: from.line + 1, last, empty: text === ''};
}

// The whole lines around a change on one side, with the change set apart. Null where whole lines came or went.
function inContext(sides, change, side) {
  const text = side === 'source' ? change.before : change.after;
  const {from, to} = change[side];
  if (change.whole && text === '') return null;
  const lines = sides.lines[side];
  const shown = change.whole ? text.replace(/\n$/, '') : text;
  const most = 600;
  return [lines[from.line].slice(0, from.ch),
    el('span', {class: (text === '' ? 'caret h' : 'change h') + change.rules[0]}, shown.length > most ? shown.slice(0, most) + '…' : shown),
    change.whole || shown.length > most ? '' : lines[to.line].slice(to.ch)];
}

function linesText(change, side) {
  const {lines} = change[side];
  if (lines.empty && change.whole) return 'before ' + number(lines.first);
  return lines.first === lines.last ? number(lines.first) : number(lines.first) + '–' + number(lines.last);
}

// Runs of changes that share lines, as lines [begin, end) of either side.
function hunksOf(changes) {
  const hunks = [];
  for (const change of changes) {
    const range = (side) => ({begin: side.from.line, end: change.whole ? side.to.line : side.to.line + 1});
    const source = range(change.source);
    const result = range(change.result);
    const last = hunks[hunks.length - 1];
    if (last && (source.begin < last.source.end || result.begin < last.result.end)) {
      last.source.end = Math.max(last.source.end, source.end);
      last.result.end = Math.max(last.result.end, result.end);
    } else {
      hunks.push({source, result});
    }
  }
  return hunks;
}

// The line of the other side that stands beside `line` of the side `from`.
function lineBeside(hunks, from, line) {
  const to = from === 'source' ? 'result' : 'source';
  let shift = 0;
  for (const hunk of hunks) {
    if (line < hunk[from].begin) break;
    if (line < hunk[from].end) {
      return Math.min(hunk[to].begin + line - hunk[from].begin, Math.max(hunk[to].begin, hunk[to].end - 1));
    }
    shift = hunk[to].end - hunk[from].end;
  }
  return line + shift;
}
