#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Uses the pages of `towpath report` in headless Chromium as a person would; report_test.sh tells what the folder
WORK holds. Any failed check ends it with a traceback; the last line counts them."""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

WORK = Path(sys.argv[1])
checks = 0


def check(holds, what):
    global checks
    assert holds, what
    checks += 1


def same(got, want, what):
    check(got == want, f'{what}: {got!r}, not {want!r}')


def digits(text):
    return int(''.join(c for c in text if c.isdigit()))


class Page:
    """A page in a browser of its own, with what it asked the network for and what it complained of."""

    def __init__(self, path):
        options = Options()
        for word in ('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
                     '--window-size=1400,900', f'--user-data-dir={WORK}/chromium-{path.stem}'):
            options.add_argument(word)
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL', 'performance': 'ALL'})
        self.driver = webdriver.Chrome(options=options, service=Service('/usr/bin/chromedriver'))
        self.driver.get(path.as_uri())
        self.wait('main h1')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        found = self.all(selector)
        assert found, f'nothing is {selector}'
        return found[0]

    def texts(self, selector):
        return self.run('return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)', selector)

    def wait(self, selector):
        self.until(lambda: self.all(selector), f'nothing came to be {selector}')

    def until(self, holds, what):
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, what
            time.sleep(0.02)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def hash(self):
        return self.run('return location.hash')

    def go(self, address, selector='main h1'):
        # An address that is there already would change nothing.
        self.run('document.querySelector("main").replaceChildren(); location.hash = "#/-"')
        self.until(lambda: self.texts('main h1') == ['Not there'], 'nothing is at #/-')
        self.run('location.hash = arguments[0]', address)
        self.until(lambda: self.texts('main h1') not in ([], ['Not there']), f'nothing is at {address}')
        self.wait(selector)

    def press(self, *keys):
        ActionChains(self.driver).send_keys(*keys).perform()

    def editor(self, side, expression):
        return self.run(f'return document.querySelector(".{side} .CodeMirror").CodeMirror.{expression}')

    def emulate(self, scheme='light', width=1400, height=900):
        self.driver.execute_cdp_cmd('Emulation.setEmulatedMedia',
                                    {'features': [{'name': 'prefers-color-scheme', 'value': scheme}]})
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride',
                                    {'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': width < 500})

    def is_quiet(self):
        """Nothing was asked of any network, and nothing went wrong."""
        same([entry for entry in self.driver.get_log('browser') if entry['level'] == 'SEVERE'], [], 'the console')
        events = [json.loads(entry['message'])['message'] for entry in self.driver.get_log('performance')]
        urls = [event['params']['request']['url'] for event in events if event['method'] == 'Network.requestWillBeSent' and
                event['params']['documentURL'].startswith('file:')]
        check(urls and all(url.startswith('file:') for url in urls), f'requests: {urls}')


def figures(page, run):
    """All that `towpath run --json` counts."""
    page.go('#/')
    for key, value in run['files'].items():
        same(digits(page.one(f'[data-figure={key}] b').text), value, f'the figure {key}')
    rows = page.all('.flow tbody tr')
    same(len(rows), len(run['stages']), 'stages')
    for row, stage in zip(rows, run['stages']):
        cells = [cell.text for cell in row.find_elements(By.TAG_NAME, 'td')]
        check(stage['kind'] in row.text and stage['name'] in row.text, 'the name of a stage')
        same([digits(cells[3]), digits(cells[4])], [stage['changed'], stage['edits']], f'figures of {stage["name"]}')
    files = run['files']
    same(digits(rows[-1].find_elements(By.TAG_NAME, 'td')[0].text.split()[0]),
         files['changed'] + files['untouched'] + files['made'], 'files after the last stage')
    same(digits(rows[-1].find_elements(By.TAG_NAME, 'td')[2].text.split()[0]), files['lines'], 'lines after the last stage')

    page.go('#/rules')
    rules = [rule for stage in run['stages'] for rule in stage['rules']]
    same(page.texts('.rules tbody code'), [rule['name'] for rule in rules], 'rules')
    same([digits(text) for text in page.texts('.rules td[data-label=fired]')], [rule['fired'] for rule in rules], 'fired')

    page.go('#/findings')
    counts = {section.get_attribute('data-kind'): digits(section.find_element(By.TAG_NAME, 'b').text)
              for section in page.all('section[data-kind]')}
    same(counts['warnings'], len(run['warnings']), 'warnings')
    same(counts['dropped'], len(run['dropped']), 'dropped files')
    same(counts['untouched'], len(run['untouched']), 'untouched files')
    same(counts['unparsed'], len(run['unparsed']), 'unparsed parts')
    same(counts['undecided'] + counts['stay'], len(run['undecided']), 'undecided symbols')
    same(counts['contradictions'] + counts['declared'], len(run['contradictions']), 'contradictions')
    same(counts['silent'], sum(rule['can_fire'] and rule['fired'] == 0 for rule in rules), 'rules that never fired')
    checked = json.loads((WORK / 'check.json').read_text())
    for name in ('orphans', 'leftovers', 'equivalence'):
        same(counts[name], sum(finding['check'] == name for finding in checked['findings']), name)
    check(counts['orphans'] > 0 and counts['equivalence'] > 0, 'the mistakes that were put in are found')
    same(page.texts('[data-kind=equivalence] .before'), [finding['wanted'] for finding in checked['findings']
                                                         if finding.get('wanted')], 'what only the source says')
    functions, equal, explained = checked['equivalence'].values()
    same([int(word.replace(',', '')) for word in page.texts('.compared')[0].split() if word[0].isdigit()],
         [equal, functions, functions - equal, explained], 'functions that were compared')
    page.go('#/')
    same(digits(page.one('[data-figure=equal] b').text), equal, 'functions that are equal')

    page.go('#/ledger')
    same(page.texts('.moved tbody code'), [entry['key'] for entry in run['moved']], 'what moved')
    check(len(run['moved']) > 0, 'something moved')


def search(page, run):
    """The list of files, by path, state and stage; then the rules, and the findings."""
    page.go('#/files')
    shown = lambda: page.texts('.files .item')
    everything = shown()
    same(len(everything), run['files']['taken'] + run['files']['made'], 'files in the list')
    page.press('/')
    page.press('INODE')
    same(shown(), ['fs/harbor/inode.c'], 'a search')
    same(page.texts('.files mark'), ['inode', 'inode'], 'what was found is marked')
    same(page.hash(), '#/files?q=INODE', 'the address of a search')
    page.press(Keys.ENTER, Keys.ESCAPE, 'j', Keys.ENTER)
    page.wait('.panes')
    same(page.texts('main h1'), ['fs/harbor/inode.c'], 'the file that was found')
    page.driver.back()
    page.wait('.files')
    same(shown(), ['fs/harbor/inode.c'], 'the search after going back')
    page.go('#/files?state=dropped')
    same(shown(), [dropped['path'] for dropped in run['dropped']], 'dropped files')
    page.go('#/')
    page.one('[data-figure=untouched]').click()
    page.wait('.files')
    same(shown(), run['untouched'], 'untouched files')
    page.go('#/files?sort=edits&q=.c+libport')
    edits = [digits(text) for text in page.texts('.files td[data-label=edits]')]
    same(edits, sorted(edits, reverse=True), 'the order by edits')
    check(shown() and all('.c' in path and 'libport' in path for path in shown()), 'two words')
    stage = next(i for i, stage in enumerate(run['stages']) if stage['name'] == 'memory.cocci')
    page.go(f'#/files?stage={stage}')
    same(len(shown()), run['stages'][stage]['changed'], 'files that a stage changed')
    page.go('#/files?in=source&q=RETURN(1)')
    page.until(lambda: 'Searching' not in page.texts('.count')[0] and '…' not in page.texts('.count')[0], 'a search in texts ends')
    same(page.texts('.count'), ['1 line in 1 of 17 files'], 'a search in texts')
    page.one('.hits a').click()
    page.wait('.source .here')
    same(page.editor('source', 'getLine(Number(location.hash.split("source=")[1]) - 1)').strip(), 'RETURN(1);',
         'the line that was found')
    page.go('#/rules?fired=no')
    same(page.texts('.rules tbody code'), [rule['name'] for stage in run['stages'] for rule in stage['rules']
                                           if rule['can_fire'] and rule['fired'] == 0], 'rules that never fired')
    page.go('#/findings?kind=orphans')
    same(len(page.all('section[data-kind]')), 1, 'one kind of finding')
    page.one('.entries a.place').click()
    page.wait('.panes')
    check(page.all('.label.found'), 'a finding is shown on its line')


def texts(page, run):
    """Every file: the source and the result that the page puts together are those on the disk."""
    page.go('#/files')
    addresses = page.run('return [...document.querySelectorAll(".files .item")].map((a) => a.hash)')
    read = lambda *path: WORK.joinpath(*path).read_bytes().decode('utf-8', 'replace')
    for address in addresses:
        page.go(address, '.panes')
        kind, path = address[2:].split('/', 1)
        source = page.one('.pane.source h2').get_attribute('textContent').split(' ', 1)[1]
        made = page.all('.state.made')
        check(page.editor('source', 'getValue()') == (Path(source).read_text() if made else read('source', source)), f'source of {path}')
        if kind == 'file':
            check(page.editor('result', 'getValue()') == read('out', path), f'result {path}')


def follow(page, run):
    """From change to change, from the source to the result and back, and from a change to its rule."""
    for address in ('#/file/%', '#/file/nothing.c', '#/rule/1000', '#/rule/x', '#/nothing'):
        page.go('#/')
        page.run('location.hash = arguments[0]', address)
        page.until(lambda: page.texts('main h1') == ['Not there'], f'{address} is told to be nothing')
    page.go('#/files?rule=1000&stage=x')
    same(page.texts('.files .item'), [], 'files of no rule')
    page.go('#/file/fs/harbor/dir.c?line=100000', '.here')
    page.go('#/file/fs/harbor/dir.c?source=x&rule=y&change=z', '.CodeMirror')
    page.go('#/file/fs/harbor/dir.c', '.CodeMirror')
    changes = digits(page.one('.position').text)
    check(changes > 5, 'changes in dir.c')
    page.press('n')
    page.wait('.current')
    same(page.one('.position').text, f'1 of {changes} changes', 'the first change')
    page.press('n')
    page.press('p')
    page.press('p')
    same(page.one('.position').text, f'{changes} of {changes} changes', 'the last change, backwards from the first')
    check(page.hash().endswith(f'change={changes - 1}'), 'the address of a change')

    # A click on what the source had marks what the result has.
    page.press('n')
    page.run('document.querySelector(".source .change").scrollIntoView()')
    number = page.one('.source .change').get_attribute('data-change')
    page.one('.source .change').click()
    same(page.hash(), f'#/file/fs/harbor/dir.c?change={number}', 'the change that was clicked')
    page.press('s')
    same([pane.is_displayed() for pane in page.all('.pane')], [True, False], 'the source alone')
    page.one('.detail .to-result').click()
    same([pane.is_displayed() for pane in page.all('.pane')], [False, True], 'the result alone')
    check(page.all('.result .here'), 'the line is marked in the result')
    page.one('.detail .to-source').click()
    same([pane.is_displayed() for pane in page.all('.pane')], [True, False], 'back in the source')
    check('source=' in page.hash(), 'the address of a line of the source')
    page.press('b')
    same([pane.is_displayed() for pane in page.all('.pane')], [True, True], 'both')

    # Lines that nothing changed stand beside those that trace tells of, at the same height.
    traced = json.loads(subprocess.run([WORK / 'towpath', 'trace', WORK / 'recipe', WORK / 'source', '--json',
                                        'fs/harbor/dir.c'], check=True, capture_output=True).stdout)
    pairs = []
    for story in traced:
        if story['rules']:
            continue
        (first, last), (source, _) = story['target']['lines'][0], story['source']['lines'][0]
        pairs += [(line, source + line - first) for line in range(first, last + 1)]
    check(len(pairs) > 50, 'lines without a rule')
    same(page.run('return arguments[0].map((line) => lineBeside(view.sides.hunks, "result", line - 1) + 1)',
                  [line for line, _ in pairs]), [line for _, line in pairs], 'what trace tells')
    beside = page.run('''const tops = (side) => { const cm = document.querySelector(`.${side} .CodeMirror`).CodeMirror;
      return Object.fromEntries(cm.getValue().split("\\n").map((text, i) => [text.trim(), cm.heightAtLine(i, "local")])
        .filter(([text]) => text.length > 25)); };
      const a = tops("source"), b = tops("result");
      return Object.keys(a).filter((text) => text in b).map((text) => a[text] - b[text]);''')
    check(len(beside) > 10 and max(map(abs, beside)) < 1, f'lines at the same height: {beside}')

    # The rules of a change, its places, and back into a file.
    page.go('#/file/fs/harbor/dir.c?change=1', '.current')
    rule = page.one('.detail a.rule').text
    page.one('.detail a.rule').click()
    page.wait('.places')
    same(page.texts('main h1 code'), [rule], 'the page of the rule')
    page.until(lambda: rule in page.texts('.excerpt')[0], 'the rule as the recipe has it')
    page.one('.places summary').click()
    page.wait('.places ol li')
    check(page.all('.places pre'), 'before and after')
    page.one('.places ol a.place').click()
    page.wait('.current')
    chip = page.one('.chip[aria-pressed=true]')
    check(rule in chip.text, 'the rule is chosen in the file')
    same(digits(page.one('.position').text.split(' of ')[1]), page.run(
        'return view.sides.changes.filter((c) => c.rules.includes(Number(arguments[0]))).length', chip.get_attribute('data-rule')),
         'its changes are those that n and p go through')
    page.press('f')
    page.press('return')
    check(digits(page.one('.find output').text.split(' of ')[1]) > 0, 'words found in the file')
    page.press(Keys.ESCAPE, ']')
    page.until(lambda: 'dir.c' not in page.texts('main h1')[0], 'the next file')
    page.press('u')
    page.wait('.files')
    page.press('3')
    page.wait('.rules')
    page.press('?')
    page.wait('.keys')
    check('CodeMirror' in page.one('main').text and 'Marijn Haverbeke' in page.run(
        'return document.querySelector("main pre").textContent'), "the library's notice")


def looks(page):
    """Dark and light, and a phone."""
    addresses = ['#/', '#/files', '#/rules', '#/rule/20', '#/findings', '#/ledger', '#/help', '#/file/fs/harbor/dir.c?change=2']
    luminance = '''const c = document.createElement("canvas").getContext("2d"); const lum = (colour) => { c.clearRect(0, 0, 1, 1);
      c.fillStyle = colour; c.fillRect(0, 0, 1, 1); const [r, g, b] = [...c.getImageData(0, 0, 1, 1).data].map((v) =>
        v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const root = getComputedStyle(document.documentElement); return [lum(root.backgroundColor), lum(root.color),
        ...["quiet", "accent", "bad", "good", "warm"].map((name) => lum(root.getPropertyValue("--" + name)))];'''
    for scheme in ('light', 'dark'):
        page.emulate(scheme)
        ground, *inks = page.run(luminance)
        check((ground > 0.5) == (scheme == 'light'), f'the ground in {scheme}')
        for ink in inks:
            contrast = (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05)
            check(contrast >= 4.5, f'contrast of {contrast} in {scheme}')
    page.emulate(width=390, height=844)
    for address in addresses:
        page.go(address)
        width = page.run('return document.documentElement.scrollWidth')
        check(width <= 390, f'{address} is {width} wide on a phone')
    page.wait('.current')
    same([pane.is_displayed() for pane in page.all('.pane')], [False, True], 'one side on a phone')
    page.one('[data-mode=source]').click()
    same([pane.is_displayed() for pane in page.all('.pane')], [True, False], 'the other side on a phone')
    page.emulate()


def hostile(page):
    """What a source says stays text, wherever it is shown."""
    bytes_ = (WORK / 'hostile.html').read_bytes()
    check(b'evil()' not in bytes_, 'nothing of the source is in the page as it is')
    for address in ('#/', '#/files', '#/rules', '#/findings', '#/rule/9'):
        page.go(address)
    page.go('#/file/fs/harbor/dir.c', '.CodeMirror')
    check('</script><script>evil()</script>' in page.editor('result', 'getValue()'), 'the text is there')
    page.go('#/files?q=evil')
    check('<img src=x onerror=evil()>' in page.texts('.files .item')[0], 'the name is there')
    same(page.run('return [document.images.length, typeof evil]'), [0, 'undefined'], 'no markup, no script')
    page.run('''document.body.append(Object.assign(document.createElement("script"), {textContent: "window.evil = 1"}));
      document.body.setAttribute("onclick", "window.evil = 1"); document.body.click()''')
    same(page.run('return typeof evil'), 'undefined', 'the policy lets no other script run')
    complaints = [entry['message'] for entry in page.driver.get_log('browser') if entry['level'] == 'SEVERE']
    same(len(complaints), 2, 'what the policy refused')


os.environ['HOME'] = str(WORK)  # whatever a browser keeps goes there
report = json.loads((WORK / 'run.json').read_text())
with Page(WORK / 'report.html') as opened:
    for part in (figures, search, texts, follow):
        part(opened, report)
    looks(opened)
    opened.is_quiet()
with Page(WORK / 'hostile.html') as opened:
    hostile(opened)
print(f'{checks} checks in the browser passed')
