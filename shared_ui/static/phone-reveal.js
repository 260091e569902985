// @ts-check
// `<phone-reveal data-address="…">`: a phone number as staff see it, 138****5678. The button asks for the whole, which the server
// records; it is shown for as long as the answer says, and hidden at once when the link is lost or the page is left.

const region = /** @type {import('./live-region.js').LiveRegion} */ (document.querySelector('live-region'))

class PhoneReveal extends HTMLElement {
  #timer = 0
  #masked = ''
  #says = ''

  constructor() {
    super()
    this.addEventListener('click', (event) => {
      const key = event.target instanceof Element ? event.target.closest('button') : null
      if (key) this.#timer ? this.#hide() : this.#show(key)
    })
    region.addEventListener('link', () => this.#hide())
    addEventListener('pagehide', () => this.#hide())
  }

  disconnectedCallback() { this.#hide() }

  /** @param {HTMLElement} key */
  async #show(key) {
    const answer = await region.send(this.dataset.address ?? '', '{}', key)
    if (!answer || !this.isConnected || this.#timer) return
    this.#masked = this.#number.textContent ?? ''
    this.#number.textContent = answer.phone
    this.#says = key.textContent ?? ''
    key.textContent = this.dataset.hide ?? ''
    const until = Date.now() + answer.shown_s * 1000
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000)
      if (left <= 0) this.#hide()
      else this.#left.textContent = (this.dataset.hides ?? '').replace('{s}', String(left))
    }
    this.#timer = setInterval(tick, 500)
    tick()
  }

  #hide() {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#timer = 0
    this.#number.textContent = this.#masked
    this.#left.textContent = ''
    const key = this.querySelector('button')
    if (key) key.textContent = this.#says
  }

  get #number() { return /** @type {HTMLElement} */ (this.querySelector('output')) }
  get #left() { return /** @type {HTMLElement} */ (this.querySelector('small')) }
}

customElements.define('phone-reveal', PhoneReveal)
