// @ts-check
// The line that says who has signed in: it locks, signs out, and tells the server that somebody is there.

import { post } from './people-form.js'
import { touched } from './live-region.js'

const SAID_EVERY = 10_000

const line = /** @type {HTMLElement} */ (document.querySelector('.signed-in'))
const region = /** @type {import('./live-region.js').LiveRegion | null} */ (document.querySelector('live-region'))
let said = 0

/** @param {HTMLElement} button */
async function press(button) {
  if (button.getAttribute('aria-busy')) return
  button.setAttribute('aria-busy', 'true')
  try {
    const response = await post(button.dataset.send ?? '', {}, line.dataset.place ?? '')
    if (response.ok || response.status === 401) location.reload()
  } catch {
    // the server is away: the page says so by itself
  } finally {
    button.removeAttribute('aria-busy')
  }
}

line.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-send]') : null
  if (button instanceof HTMLElement) press(button)
})
addEventListener('keydown', (event) => {
  const lock = line.querySelector('[data-send$="/lock"]')
  if (event.key !== 'F9' || event.repeat || !(lock instanceof HTMLElement)) return
  event.preventDefault()
  press(lock)
})

function here() {
  if (!region || touched.at <= said || document.body.dataset.link !== 'live') return
  said = Date.now()
  region.say({ here: true })
}
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => { if (Date.now() - said > SAID_EVERY) here() }, { passive: true })
setInterval(here, SAID_EVERY)
