// @ts-check
// What was kept is said; signing out leads to the front door, or to the screen from which somebody came.

import { post } from '../../shared/people-form.js'

addEventListener('done', (event) => {
  const form = event.target instanceof Element ? event.target.querySelector('form') : null
  const kept = /** @type {HTMLElement | null | undefined} */ (form?.querySelector('[data-kept]'))
  if (!form || !kept) return
  event.preventDefault()
  form.reset()
  kept.textContent = kept.dataset.kept ?? ''
})
const ways = /** @type {HTMLElement} */ (document.querySelector('.people-ways'))
ways.addEventListener('click', async (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-send]') : null
  if (!(button instanceof HTMLElement)) return
  await post(button.dataset.send ?? '', {}, ways.dataset.place ?? '').catch(() => null)
  location.replace(button.dataset.then ?? '/')
})
