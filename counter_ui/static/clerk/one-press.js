// @ts-check
// One press is one command, and it is for the picture that the clerk sees.
//
// The day's most-used key means «call», then «start», then «finish and call the next»: a key that bounces, or a hand that
// is quicker than the eye, must never finish a customer who was called a moment ago. So after a command its key counts
// again when it was let alone for QUIET ms (presses in between start that time anew), and where a key has changed its
// command, once that has stood on the screen for SEEN ms. A key that opened a panel counts in it after BOUNCE ms.
// Between a key that opens a panel and the panel, no command counts: «P 2» never means what 2 meant before.
// A step's key counts only for the step that has stood on the screen for SEEN ms, wherever it stood before: a press that was
// meant for one step never answers the next. What is ticked or typed meanwhile doesn't make it another step.
// The second half of a double click counts as nothing.
import { pressedBy } from '../../shared/live-region.js'

const QUIET = 400
const SEEN = 250
const BOUNCE = 120
const TURNED_WITHIN = 1500

/** When a key was last pressed, and how long it rests. @type {Map<string, {at: number, rest: number}>} */
const pressed = new Map()
/** The command of a key, and since when in place of another one. @type {Map<string, {command: string, since: number}>} */
const commands = new Map()
let turning = -TURNED_WITHIN // when the clerk asked for another picture that hasn't come yet

/** @param {Event} event */
function drop(event) {
  event.preventDefault()
  event.stopImmediatePropagation()
}

function look() {
  turning = -TURNED_WITHIN
  const now = performance.now()
  const before = new Map(commands)
  commands.clear()
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-post][data-hotkey]'))) {
    const key = button.dataset.hotkey ?? ''
    const command = `${button.dataset.post} ${button.dataset.at ? `${button.dataset.at} ${button.dataset.value}` : button.dataset.body}`
    const old = before.get(key)
    commands.set(key, old?.command === command ? old : { command, since: old || button.closest('[data-step]') ? now : now - SEEN })
  }
}

/** Whether a command may be given by this key now. @param {string} key @param {number} now */
function counts(key, now) {
  const last = pressed.get(key)
  return now - turning >= TURNED_WITHIN && now - (commands.get(key)?.since ?? now) >= SEEN && (!last || now - last.at >= last.rest)
}

/** The key of a press that is none of a field or of the browser; null for those. @param {KeyboardEvent} event */
function keyOf(event) {
  const field = event.target instanceof Element && event.target.matches('input, textarea, select')
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || (field && event.key !== 'Escape')) return null
  return event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key
}

addEventListener('keydown', (event) => {
  const key = keyOf(event)
  if (!key) return
  const button = pressedBy(event)
  const now = event.timeStamp // when the key went down, however busy the page was then
  const last = pressed.get(key)
  const command = button?.dataset.post !== undefined
  const tooSoon = button?.dataset.tick !== undefined && last && now - last.at < last.rest
  const allowed = command ? counts(key, now) : !tooSoon
  pressed.set(key, { at: now, rest: command || !button ? QUIET : BOUNCE })
  if (!button) return
  if (!allowed) return drop(event)
  if (!command) turning = now
}, true)

addEventListener('click', (event) => {
  if (event.detail > 1 && event.target instanceof Element && event.target.closest('[data-post], [data-show]')?.matches('[data-post], [data-tick]')) drop(event)
}, true)

addEventListener('painted', look)
look()
