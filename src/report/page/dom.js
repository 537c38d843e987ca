// SPDX-License-Identifier: GPL-2.0-or-later
// Making elements. Texts become text nodes and never markup: nothing here or elsewhere in the page
// reads HTML from a string.

// el('a', {class: 'x', href: '#/'}, 'text', element, null): attributes that are functions listen;
// those that are undefined, null or false are left out, and so are children that are null.
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

const grouped = new Intl.NumberFormat('en');
const number = (value) => grouped.format(value);
const counted = (count, one, many = one + 's') => number(count) + ' ' + (count === 1 ? one : many);

// A number with a bar below it, `value` of `most` long.
function bar(value, most, extra = '') {
  const fill = el('span', {class: 'fill ' + extra});
  fill.style.width = (most > 0 ? 100 * value / most : 0) + '%';
  return el('span', {class: 'bar', 'aria-hidden': 'true'}, fill);
}

// `text` with the parts that `words` found set off.
function marked(text, words) {
  const lower = text.toLowerCase();
  const hits = words
    .map((word) => [lower.indexOf(word), word.length])
    .filter(([at, length]) => at >= 0 && length > 0)
    .sort((a, b) => a[0] - b[0]);
  const out = [];
  let at = 0;
  for (const [begin, length] of hits) {
    if (begin < at) continue;
    out.push(text.slice(at, begin), el('mark', {}, text.slice(begin, begin + length)));
    at = begin + length;
  }
  out.push(text.slice(at));
  return out;
}

const wordsOf = (query) => query.toLowerCase().split(/\s+/).filter((word) => word !== '');
const hasAll = (text, words) => {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
};

function select(label, value, options, change) {
  const choice = el('select', {change: () => change(choice.value)},
    options.map(([key, text]) => el('option', {value: key}, text)));
  choice.value = value;
  return el('label', {}, el('span', {}, label), choice);
}

function searchField(label, value, input) {
  const field = el('input', {type: 'search', placeholder: label, 'aria-label': label, value,
    spellcheck: 'false', autocomplete: 'off', input: () => input(field.value)});
  return field;
}
