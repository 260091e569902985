// @ts-check

/** What was typed and isn't sent yet, by address and field: a new picture, or a refusal, doesn't lose it. @type {Map<string, string>} */
const drafts = new Map()

/** `<case-form data-address="…"><form>…`: sends what its fields say, without the empty ones. What is refused stays, with the reason beside
 * it. `data-then`: how the page looks afterwards. */
class CaseForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')
    if (!form) return
    for (const field of this.#fields(form)) {
      field.value = drafts.get(this.#draft(field)) ?? field.value
      field.addEventListener('input', () => drafts.set(this.#draft(field), field.value))
    }
    form.addEventListener('submit', (event) => { event.preventDefault(); this.#send(form) })
  }

  disconnectedCallback() { setTimeout(() => document.querySelectorAll('unsent-words').forEach((one) => /** @type {any} */ (one).show())) }

  /** @param {HTMLFormElement} form @returns {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */
  #fields(form) { return [...form.querySelectorAll('input, select, textarea')].filter((field) => /** @type {any} */ (field).name) }

  /** @param {{name: string}} field */
  #draft(field) { return `${this.dataset.address} ${field.name}` }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    /** @type {Record<string, any>} */ const body = {}
    for (const field of this.#fields(form)) {
      const value = field.value.trim()
      if (value) body[field.name] = field.type === 'number' ? Number(value) : value
    }
    this.#tell('')
    const region = /** @type {any} */ (this.closest('live-region'))
    const button = /** @type {HTMLElement | null} */ (form.querySelector('[type=submit]'))
    if (!await region.send(this.dataset.address, JSON.stringify(body), button)) return this.#tell(document.querySelector('.notice')?.textContent ?? '')
    for (const field of this.#fields(form)) drafts.delete(this.#draft(field))
    form.reset()
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur() // a block with a field in use would stay as it was
    if (this.dataset.then) region.show(this.dataset.then)
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const line = this.querySelector('.refused')
    if (line) line.textContent = sentence
  }
}

/** `<unsent-words data-addresses="…">`: what was typed for this case in forms that are gone, as its step is over: it can be
 * copied, and isn't lost with the form. */
class UnsentWords extends HTMLElement {
  connectedCallback() { setTimeout(() => this.show()) }

  show() {
    const here = new Set([...document.querySelectorAll('case-form')].map((form) => /** @type {HTMLElement} */ (form).dataset.address))
    const left = [...drafts].filter(([key, value]) => {
      const [address, field] = key.split(' ')
      return field === 'text' && value.trim() && !here.has(address) && (this.dataset.addresses ?? '').split(' ').some((one) => address.startsWith(one))
    })
    this.replaceChildren(...left.map(([, value]) => {
      const words = document.createElement('p')
      words.className = 'said'
      words.textContent = value
      return words
    }))
    if (left.length) this.prepend(Object.assign(document.createElement('p'), { className: 'alarm', textContent: this.dataset.title }))
  }
}

customElements.define('case-form', CaseForm)
customElements.define('unsent-words', UnsentWords)
