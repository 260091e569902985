// @ts-check
// Switch use: `scan=1` for two switches (Space steps on, Enter chooses), `scan=auto` for one (it steps by itself, either chooses).
// The switch box is a keyboard to the machine. What is scanned is where the focus is, so that a reader says it too.
const EVERY = 1800 // ms on each: time to hear or read a name and press
const SETTLING = 450 // a page that has just come is looked at first

const region = /** @type {import('../shared/live-region.js').LiveRegion} */ (document.querySelector('live-region'))
const mode = () => region.query.get('scan')
const turn = () => region.firstElementChild?.getAttribute('data-turn') ?? ''
let shown = ''
let since = performance.now()

/** What can be chosen: the page's own buttons first, then the ways on, then the ways of reading. */
function controls() {
  const found = ['main', '.bottom', '.top'].flatMap((part) => [...region.querySelectorAll(`.kiosk > ${part} button:not([disabled])`)])
  return /** @type {HTMLElement[]} */ (found.filter((one) => one.getClientRects().length > 0))
}

function step() {
  const all = controls()
  const next = all[(all.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + 1) % all.length]
  next?.focus({ preventScroll: true })
  since = performance.now()
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (!mode() || (event.key !== ' ' && event.key !== 'Enter')) return
  event.preventDefault() // the button's own press would come a second time
  event.stopImmediatePropagation()
  if (event.type === 'keyup' || event.repeat) return
  const at = controls().find((one) => one === document.activeElement)
  if (!at || (mode() === '1' && event.key === ' ')) return step()
  if (performance.now() - since > SETTLING || mode() === '1') at.click()
}

/** A page that has come is scanned from its first button. */
function arrived() {
  document.documentElement.toggleAttribute('data-scan', !!mode())
  if (!mode() || turn() === shown) return
  shown = turn()
  controls()[0]?.focus({ preventScroll: true })
  since = performance.now()
}

addEventListener('keydown', pressed, true)
addEventListener('keyup', pressed, true)
region.addEventListener('painted', arrived)
setInterval(() => {
  const live = document.body.dataset.link === 'live'
  if (mode() === 'auto' && live && !window.speechSynthesis?.speaking && performance.now() - since >= EVERY) step()
}, 200)
arrived()
