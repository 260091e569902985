// @ts-check

/** What was typed and isn't sent yet, by field: a new picture of the form doesn't lose it. @type {Map<string, string>} */
const draft = new Map()

/** `<notice-form data-address="…"><form>…</form></notice-form>`: ready sentences fill its fields; what is refused stays, with the
 * reason beside it. */
class NoticeForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')
    if (!form) return
    for (const field of this.#fields) {
      field.value = draft.get(field.name) ?? field.value
      field.addEventListener('input', () => draft.set(field.name, field.value))
    }
    form.addEventListener('submit', (event) => { event.preventDefault(); this.#send(form) })
    form.addEventListener('click', (event) => {
      const ready = event.target instanceof Element ? event.target.closest('[data-ready]') : null
      if (ready instanceof HTMLElement) this.#fill(JSON.parse(ready.dataset.ready ?? '{}'))
    })
  }

  get #fields() { return this.querySelectorAll('input') }

  /** @param {Record<string, string>} texts */
  #fill(texts) {
    for (const field of this.#fields) {
      field.value = texts[field.name] ?? ''
      draft.set(field.name, field.value)
    }
    this.#tell('')
    const button = /** @type {HTMLElement | null} */ (this.querySelector('[type=submit]'))
    button?.focus()
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    const texts = Object.fromEntries([...this.#fields].map((field) => [field.name, field.value.trim()]))
    if (Object.values(texts).some((text) => !text)) return
    const region = /** @type {any} */ (this.closest('live-region'))
    const button = /** @type {HTMLElement | null} */ (form.querySelector('[type=submit]'))
    if (await region.send(this.dataset.address, JSON.stringify(texts), button)) return this.#fill({})
    this.#tell(document.querySelector('.notice')?.textContent ?? '')
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const line = this.querySelector('.refused')
    if (line) line.textContent = sentence
  }
}

customElements.define('notice-form', NoticeForm)
