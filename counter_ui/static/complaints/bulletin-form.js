// @ts-check

/** What was written and isn't saved yet, by address and field; it outlives a picture, a refusal, and what a colleague saved meanwhile.
 * @type {Map<string, string>} */
const drafts = new Map()

/** `<bulletin-form data-address="…" data-seen="…"><form>`: text, measures, one a line, and whether the last ones were carried out. */
class BulletinForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')
    if (!form) return
    for (const [at, field] of this.#fields(form).entries()) {
      field.value = drafts.get(this.#key(at)) ?? field.value
      field.addEventListener('input', () => drafts.set(this.#key(at), field.value))
    }
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#send(form, /** @type {HTMLButtonElement} */ (event.submitter))
    })
  }

  /** @param {HTMLFormElement} form @returns {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */
  #fields(form) { return [...form.querySelectorAll('input, select, textarea')].map((field) => /** @type {any} */ (field)) }

  /** @param {number} at */
  #key(at) { return `${this.dataset.address} ${at}` }

  /** @param {HTMLFormElement} form @param {HTMLButtonElement} button */
  async #send(form, button) {
    const field = (/** @type {ParentNode} */ of, /** @type {string} */ name) => String(/** @type {any} */ (of.querySelector(`[name=${name}]`))?.value ?? '').trim()
    const body = {
      text: field(form, 'text'),
      measures: field(form, 'measures').split('\n').map((line) => line.trim()).filter(Boolean),
      checks: [...form.querySelectorAll('.check')].map((one) => ({
        measure: /** @type {HTMLElement} */ (one).dataset.measure,
        branch: /** @type {HTMLElement} */ (one).dataset.branch,
        carried: field(one, 'carried'),
        note: field(one, 'note'),
      })),
      seen: Number(this.dataset.seen),
    }
    this.#tell('')
    const region = /** @type {any} */ (this.closest('live-region'))
    if (!await region.send(`${this.dataset.address}/${button.dataset.verb}`, JSON.stringify(body), button)) return this.#tell(document.querySelector('.notice')?.textContent ?? '')
    for (const at of this.#fields(form).keys()) drafts.delete(this.#key(at))
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur() // a block with a field in use would stay as it was
    if (button.dataset.verb === 'publish') region.show('page=')
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const line = this.querySelector('.refused')
    if (line) line.textContent = sentence
  }
}

/** `<print-button>`: prints the page. */
class PrintButton extends HTMLElement {
  connectedCallback() { this.addEventListener('click', () => print()) }
}

customElements.define('bulletin-form', BulletinForm)
customElements.define('print-button', PrintButton)
