// @ts-check

/** `<print-form data-address="/api/…/tickets/" data-sent="{number} …"><form>…</form></print-form>`: one more paper for the number
 * that is typed, on the hall's first printer. */
class PrintForm extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector('form')
    form?.addEventListener('submit', (event) => { event.preventDefault(); this.#print(form) })
  }

  /** @param {HTMLFormElement} form */
  async #print(form) {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('number'))
    const number = field.value.trim().toUpperCase()
    if (!number) return
    const region = /** @type {any} */ (this.closest('live-region'))
    const button = /** @type {HTMLElement | null} */ (form.querySelector('[type=submit]'))
    const printed = await region.send(`${this.dataset.address}${encodeURIComponent(number)}/print`, '{}', button)
    const line = this.querySelector('.told')
    if (line) line.textContent = printed ? (this.dataset.sent ?? '').replace('{number}', printed.number) : ''
    if (printed) field.value = ''
  }
}

customElements.define('print-form', PrintForm)
