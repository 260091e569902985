// @ts-check
// <rate-soon>: whoever has chosen a step and walks on has rated. What was chosen is sent after a while without a touch.
import { touched } from '../shared/live-region.js'

const AFTER = 15_000

class RateSoon extends HTMLElement {
  #timer = 0
  connectedCallback() {
    this.#timer = setInterval(() => {
      if (Date.now() - touched.at < AFTER) return
      touched.at = Date.now()
      this.querySelector('button')?.click()
    }, 500)
  }
  disconnectedCallback() { clearInterval(this.#timer) }
}

customElements.define('rate-soon', RateSoon)
