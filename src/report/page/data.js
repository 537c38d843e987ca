// SPDX-License-Identifier: GPL-2.0-or-later
// The report's data: the index, unpacked at once, and each file's texts, unpacked when it is opened.

const data = {run: null, rules: [], files: [], flow: [], checks: [], recipe: [], ledger: null};
const unpacked = new Map();

// The JSON in the element of this id, as src/report/packed.h packs it.
async function unpack(id) {
  const text = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

async function loadIndex() {
  const index = await unpack('index');
  Object.assign(data, index);
  // A rule's number counts through all stages.
  data.run.stages.forEach((stage, number) => {
    for (const rule of stage.rules) data.rules.push({...rule, number: data.rules.length, stage: number, edits: 0, files: []});
  });
  data.files.forEach((file, number) => {
    file.number = number;
    file.findings = [];
    for (const [rule, edits] of file.rules) {
      data.rules[rule].edits += edits;
      data.rules[rule].files.push([file, edits]);
    }
  });
  for (const check of data.checks) {
    for (const finding of check.findings) {
      finding.check = check.name;
      const file = fileAt(finding.place.file);
      if (file) file.findings.push(finding);
    }
  }
  colourRules();
}

// What a file's source and result are made of; see src/report/sides.h.
function partsOf(file) {
  if (!unpacked.has(file.number)) unpacked.set(file.number, unpack('file-' + file.number));
  return unpacked.get(file.number);
}

// The result's file of this path; `dropped` asks for one that was dropped.
function fileAt(path, dropped = false) {
  return data.files.find((file) => file.path === path && (file.state === 'dropped') === dropped);
}

// Each rule gets one of a circle of hues: the one that is farthest from those of rules in the same files. Those that did
// most choose first.
function colourRules() {
  const hues = 24;
  const taken = data.files.map(() => new Array(hues).fill(0));
  const sheet = new CSSStyleSheet();
  const rules = data.rules.filter((rule) => rule.edits > 0).sort((a, b) => b.edits - a.edits || a.number - b.number);
  rules.forEach((rule, place) => {
    const near = new Array(hues).fill(0);
    for (const [file] of rule.files) taken[file.number].forEach((count, hue) => { near[hue] += count; });
    const crowd = (hue) => near.reduce((sum, count, other) => {
      const apart = Math.min(Math.abs(hue - other), hues - Math.abs(hue - other));
      return sum + count / (1 + apart) ** 2;
    }, 0);
    // Where several are as good, they take turns.
    let best = 0;
    let least = Infinity;
    for (let turn = 0; turn < hues; ++turn) {
      const hue = (turn * 7 + place * 9 + 10) % hues;
      const here = crowd(hue);
      if (here < least - 1e-9) [best, least] = [hue, here];
    }
    for (const [file] of rule.files) ++taken[file.number][best];
    sheet.insertRule(`.h${rule.number} { --h: ${best * 360 / hues} }`);
  });
  document.adoptedStyleSheets = [sheet];
}

const pathInHash = (path) => encodeURIComponent(path).replaceAll('%2F', '/');

// Undoes it; what nobody encoded so is taken as it is.
function pathOf(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fileHash(file, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return `#/${file.state === 'dropped' ? 'dropped' : 'file'}/${pathInHash(file.path)}${query && '?' + query}`;
}

const stageName = (stage) => stage.name === stage.kind ? stage.kind : `${stage.kind} ${stage.name}`;
const placeText = (place) => place.file + (place.line ? ':' + place.line : '') + (place.column ? ':' + place.column : '');

// A link to a place of the result, or its text alone where it is none of the page's files.
function placeLink(place) {
  const file = fileAt(place.file);
  if (!file) return el('span', {class: 'place'}, placeText(place));
  return el('a', {class: 'place', href: fileHash(file, place.line ? {line: place.line} : {})}, placeText(place));
}

// A link to a place of the source, in the first file that was made of it.
function sourceLink(place) {
  const file = data.files.find((one) => one.from === 'source' && one.source === place.file);
  if (!file) return el('span', {class: 'place'}, placeText(place));
  return el('a', {class: 'place', href: fileHash(file, place.line ? {source: place.line} : {})}, placeText(place));
}

function ruleLink(number, text) {
  const rule = data.rules[number];
  return el('a', {class: 'rule h' + number, href: '#/rule/' + number, title: rule.name},
    el('span', {class: 'swatch'}), el('code', {}, text || rule.name));
}
