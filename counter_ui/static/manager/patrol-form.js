// @ts-check
// <patrol-form>: what was ticked, by place: a new picture of the form doesn't lose it.

/** @type {Map<string, Map<string, string>>} */
const drafts = new Map()

class PatrolForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')
    if (!form) return
    const draft = this.#draft()
    for (const field of this.#fields) {
      const kept = draft.get(field.name)
      if (field instanceof HTMLInputElement) field.checked = kept === field.value
      else field.value = kept ?? ''
      field.addEventListener('input', () => draft.set(field.name, field.value))
    }
    form.addEventListener('submit', (event) => { event.preventDefault(); this.#send() })
  }

  get #place() { return this.dataset.place ?? '{}' }

  #draft() {
    const found = drafts.get(this.#place) ?? new Map()
    drafts.set(this.#place, found)
    return found
  }

  /** @returns {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
  get #fields() { return this.querySelectorAll('input, textarea') }

  async #send() {
    const ticked = [...this.#fields].filter((field) => field instanceof HTMLInputElement && field.checked)
    const note = this.querySelector('textarea')?.value.trim()
    if (!ticked.length) return this.#tell(this.dataset.nothing ?? '')
    const seen = ticked.map((field) => ({ item: field.name, done: field.value === '1' }))
    const body = { ...JSON.parse(this.#place), seen, ...(note ? { note } : {}) }
    const region = /** @type {any} */ (this.closest('live-region'))
    const button = /** @type {HTMLElement | null} */ (this.querySelector('[type=submit]'))
    if (!await region.send(this.dataset.address, JSON.stringify(body), button)) return
    drafts.delete(this.#place)
    this.querySelector('form')?.reset()
    this.#tell(this.dataset.saved ?? '')
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const line = this.querySelector('.saved')
    if (line) line.textContent = sentence
  }
}

customElements.define('patrol-form', PatrolForm)
