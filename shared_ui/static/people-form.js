// @ts-check
// Forms about who signs in and the staff. Enter goes to the next field that is still empty, and then sends.

const ANSWER_WITHIN = 8000 // ms; a password takes its time when many sign in at once

class PeopleForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')
    if (!form) return
    form.addEventListener('keydown', (event) => this.#next(event, form))
    form.addEventListener('submit', (event) => { event.preventDefault(); this.#send(form) })
  }

  /** @param {KeyboardEvent} event @param {HTMLFormElement} form */
  #next(event, form) {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.isComposing) return
    const fields = [...form.querySelectorAll('input')].filter((one) => !['hidden', 'checkbox'].includes(one.type))
    const empty = fields.slice(fields.indexOf(event.target) + 1).find((one) => one.required && !one.value)
    if (!empty || !event.target.value) return
    event.preventDefault()
    empty.focus()
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    const button = /** @type {HTMLButtonElement} */ (form.querySelector('button.main'))
    if (button.disabled) return
    const missing = [...form.querySelectorAll('input')].find((one) => one.required && !one.value)
    if (missing) return missing.focus()
    const given = new FormData(form)
    for (const [name, said] of [['password', form.dataset.differ], ['pin', form.dataset.differPin]]) {
      if (name && given.has(`${name}-again`) && given.get(name) !== given.get(`${name}-again`)) return this.#tell(said ?? '', form, `${name}-again`)
    }
    button.disabled = true
    button.setAttribute('aria-busy', 'true')
    let wait = 0
    try {
      const response = await post(form.dataset.send ?? '', this.#body(form, given), form.dataset.place ?? '')
      const answer = await response.json()
      if (response.ok) return this.#done(answer, form)
      wait = response.status === 429 ? Number(response.headers.get('Retry-After')) : 0
      this.#tell(answer.detail ?? response.statusText, form, form.querySelector('[name=secret]') ? 'secret' : '')
    } catch {
      this.#tell(form.dataset.unanswered ?? '', form, '')
    } finally {
      button.removeAttribute('aria-busy')
      if (wait) this.#hold(wait, button, form)
      else button.disabled = false
    }
  }

  /** What the fields say; a name that ends with [] is a list. @param {HTMLFormElement} form @param {FormData} given */
  #body(form, given) {
    /** @type {Record<string, any>} */ const body = {}
    for (const [name, value] of given) if (value !== '' && !name.endsWith('-again') && !name.endsWith('[]')) body[name] = value
    for (const box of form.querySelectorAll('input[type=checkbox]')) {
      if (box instanceof HTMLInputElement) (body[box.name.slice(0, -2)] ??= []).push(...(box.checked ? [box.value] : []))
    }
    return body
  }

  /** @param {Record<string, any>} answer @param {HTMLFormElement} form */
  #done(answer, form) {
    if (!this.dispatchEvent(new CustomEvent('done', { detail: answer, bubbles: true, cancelable: true }))) return
    if (form.dataset.then) location.replace(form.dataset.then)
    else location.reload()
  }

  /** Whoever guesses waits; the seconds are counted down. @param {number} seconds @param {HTMLButtonElement} button @param {HTMLFormElement} form */
  #hold(seconds, button, form) {
    const until = Date.now() + seconds * 1000
    const count = () => {
      const left = Math.ceil((until - Date.now()) / 1000)
      button.disabled = left > 0
      if (left <= 0) { clearInterval(timer); return this.#tell('', form, 'secret') }
      const line = form.querySelector('.refused')
      if (line) line.textContent = (form.dataset.wait ?? '').replace('{n}', String(left))
    }
    const timer = setInterval(count, 250)
    count()
  }

  /** @param {string} sentence @param {HTMLFormElement} form @param {string} name */
  #tell(sentence, form, name) {
    const line = form.querySelector('.refused')
    if (line) line.textContent = sentence
    const field = name ? form.querySelector(`[name="${CSS.escape(name)}"]`) : null
    if (field instanceof HTMLInputElement) { field.focus(); field.select() }
  }
}

/** @param {string} address @param {object} body @param {string} place the paired screen, as it names itself */
export function post(address, body, place) {
  return fetch(address, {
    method: 'POST', body: JSON.stringify(body), cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(ANSWER_WITHIN),
    headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang, ...(place ? { 'Yingbin-Screen': place } : {}) },
  })
}

customElements.define('people-form', PeopleForm)
