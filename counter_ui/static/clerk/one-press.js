// @ts-check
// One press is one command. The day's most-used key means «call», then «start», then «finish and call the next»: a key
// that bounces, or a hand that is quicker than the eye, must never finish a customer who was called a moment ago.
//
// A key counts again when it was let alone for QUIET ms (presses in between start that time anew), and only for what
// has stood on the screen for SEEN ms. The second half of a double click counts as nothing.

const QUIET = 400
const SEEN = 250

/** @type {Map<string, number>} */ const pressed = new Map()
/** What each key means and since when. @type {Map<string, {meaning: string, since: number}>} */ const meanings = new Map()

const region = document.querySelector('live-region')

/** @param {string} key @returns {HTMLElement | null} */
const commandOf = (key) => region?.querySelector(`[data-post][data-hotkey="${CSS.escape(key)}"]`) ?? null

function look() {
  const seen = new Set()
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-post][data-hotkey]'))) {
    const key = button.dataset.hotkey ?? ''
    const meaning = `${button.dataset.post} ${button.dataset.body}`
    seen.add(key)
    if (meanings.get(key)?.meaning !== meaning) meanings.set(key, { meaning, since: performance.now() })
  }
  for (const key of meanings.keys()) if (!seen.has(key)) meanings.delete(key)
}

/** @param {Event} event */
function drop(event) {
  event.preventDefault()
  event.stopImmediatePropagation()
}

const stale = () => document.body.dataset.link !== 'live'
/** @param {EventTarget | null} target */
const typing = (target) => target instanceof HTMLInputElement

addEventListener('keydown', (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key
  if (!commandOf(key)) return
  const now = performance.now()
  const quiet = now - (pressed.get(key) ?? -QUIET) >= QUIET
  pressed.set(key, now)
  if (!quiet || now - (meanings.get(key)?.since ?? now) < SEEN) drop(event)
}, true)

// A button that has the focus is not pressed by the key whose meaning stands elsewhere.
addEventListener('keyup', (event) => {
  if (event.key === ' ' && !typing(event.target) && commandOf('Space')) event.preventDefault()
}, true)

addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target.closest('[data-post], [data-show]') : null
  if (target?.matches('[data-post]') && event.detail > 1) drop(event)
  if (target?.matches('[data-show]:not([data-post])') && stale()) drop(event) // what can't be shown now isn't shown later
}, true)

addEventListener('painted', look)
look()
