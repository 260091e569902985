// @ts-check

const SEEN = 250 // ms that a field stands on the screen before a key counts in it: it may have been meant for the step before
const NUMBERS = ['count', 'minutes']

/** `<step-entry name="minutes"><input></step-entry>`: what is entered goes into the command of the answer that it belongs to.
 * Enter gives that answer, Esc leaves the field. A refusal changes nothing: what was typed stays. */
class StepEntry extends HTMLElement {
  #bodies = new WeakMap() // each button's command as it came
  #since = performance.now()
  #fill = () => this.#filled()

  connectedCallback() {
    this.#since = performance.now()
    addEventListener('painted', this.#fill)
    this.addEventListener('input', this.#fill)
    this.addEventListener('keydown', (event) => this.#pressed(event))
    if (document.activeElement === document.body && !document.querySelector('.panel')) this.#field?.focus()
    queueMicrotask(this.#fill)
  }
  disconnectedCallback() { removeEventListener('painted', this.#fill) }

  get #field() { return /** @type {HTMLInputElement | null} */ (this.querySelector('input, textarea, select')) }

  /** @returns {HTMLElement[]} */
  get #buttons() { return [...(this.closest('[data-step]')?.querySelectorAll('[data-entry]') ?? [])].map((one) => /** @type {HTMLElement} */ (one)) }

  #filled() {
    const name = this.getAttribute('name') ?? ''
    const typed = this.#field?.value.trim() ?? ''
    const value = NUMBERS.includes(name) ? Number(typed.replace(/\D/g, '')) || '' : typed
    for (const button of this.#buttons) {
      if (!this.#bodies.has(button)) this.#bodies.set(button, JSON.parse(button.dataset.body || '{}'))
      button.dataset.body = JSON.stringify({ ...this.#bodies.get(button), ...(value === '' ? {} : { [name]: value }) })
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.timeStamp - this.#since < SEEN) return event.preventDefault()
    if (event.key === 'Escape') this.#field?.blur()
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    if (!event.repeat) this.#buttons[0]?.click()
  }
}

customElements.define('step-entry', StepEntry)
