// @ts-check
// The staff: found by number or name; what can't be taken back is asked about; a one-time password is shown once.

import { post } from '../../shared/people-form.js'

const page = /** @type {HTMLElement} */ (document.querySelector('.staff-page'))
const ask = /** @type {HTMLDialogElement} */ (document.querySelector('.staff-ask'))
const told = /** @type {HTMLDialogElement} */ (document.querySelector('.staff-told'))
const place = page.dataset.place ?? ''
let wished = ''

/** @param {Record<string, any>} answer */
function show(answer) {
  if (!answer.password) return void location.reload()
  const sentence = /** @type {HTMLElement} */ (told.querySelector('p'))
  sentence.textContent = (sentence.dataset.sentence ?? '').replace('{number}', answer.number)
  const output = told.querySelector('output')
  if (output) output.textContent = answer.password
  told.showModal()
}

page.addEventListener('done', (event) => {
  event.preventDefault()
  show(/** @type {CustomEvent} */ (event).detail)
})
page.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-ask]') : null
  if (!(button instanceof HTMLElement)) return
  wished = button.dataset.ask ?? ''
  const [question, refused] = ask.querySelectorAll('p')
  question.textContent = button.dataset.question ?? ''
  refused.textContent = ''
  ask.showModal()
})
ask.addEventListener('click', async (event) => {
  if (!(event.target instanceof HTMLButtonElement)) return
  if (event.target.value === 'no') return ask.close()
  const button = event.target
  button.disabled = true
  try {
    const response = await post(wished, {}, place)
    const answer = await response.json()
    if (!response.ok) return void (ask.querySelectorAll('p')[1].textContent = answer.detail)
    ask.close()
    show(answer)
  } catch {
    ask.querySelectorAll('p')[1].textContent = page.querySelector('form')?.dataset.unanswered ?? ''
  } finally {
    button.disabled = false
  }
})
told.addEventListener('close', () => location.reload())
told.addEventListener('click', (event) => { if (event.target instanceof HTMLButtonElement) told.close() })

document.getElementById('find')?.addEventListener('input', (event) => {
  const words = /** @type {HTMLInputElement} */ (event.target).value.trim().toLowerCase()
  for (const row of page.querySelectorAll('[data-staff]')) {
    /** @type {HTMLElement} */ (row).hidden = !!words && !row.textContent?.toLowerCase().includes(words)
  }
})
