// @ts-check
// `<phone-pad data-address="…" data-body="{…}">`: a phone number, typed key by key. The digits stand in this module and in the
// body of the POST, nowhere else; the screen shows the last two. They are kept while the page is only painted anew.

const LONGEST = 15
const GROUPS = [3, 4, 4, 4] // as phone numbers are read out
const SHOWN = 2

const region = /** @type {import('../shared/live-region.js').LiveRegion} */ (document.querySelector('live-region'))
let typed = { of: '', digits: '' }

/** `••• •••• ••78` @param {string} digits */
function masked(digits) {
  const signs = [...digits].map((digit, at) => (at < digits.length - SHOWN ? '•' : digit))
  return GROUPS.map((size) => signs.splice(0, size).join('')).filter(Boolean).join(' ')
}

class PhonePad extends HTMLElement {
  constructor() {
    super()
    this.addEventListener('click', (event) => this.#touched(event))
  }

  connectedCallback() {
    const of = `${this.dataset.address} ${this.dataset.body}`
    if (typed.of !== of) typed = { of, digits: '' }
    this.#show()
  }

  /** @param {Event} event */
  #touched(event) {
    const key = event.target instanceof Element ? event.target.closest('button') : null
    if (!key) return
    if (key.dataset.digit) this.#type(typed.digits + key.dataset.digit)
    else if (key.hasAttribute('data-delete')) this.#type(typed.digits.slice(0, -1))
    else this.#send(key)
  }

  /** @param {string} digits */
  #type(digits) {
    typed.digits = digits.slice(0, LONGEST)
    this.#show()
  }

  #show() {
    const line = this.querySelector('output')
    if (line) line.textContent = masked(typed.digits)
    for (const key of this.querySelectorAll('[data-command], [data-delete]')) key.toggleAttribute('disabled', !typed.digits)
  }

  /** A number that the hall doesn't take stays to be corrected. @param {HTMLElement} key */
  async #send(key) {
    const body = { ...JSON.parse(this.dataset.body ?? '{}'), phone: typed.digits }
    if (await region.send(this.dataset.address ?? '', JSON.stringify(body), key)) {
      typed = { of: '', digits: '' }
      region.show('')
    }
  }
}

customElements.define('phone-pad', PhonePad)

region.addEventListener('painted', () => {
  if (!region.querySelector('phone-pad')) typed = { of: '', digits: '' }
})
