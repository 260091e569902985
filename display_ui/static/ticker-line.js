// @ts-check
// The lines below, one after the other. One that fits stands still; one that doesn't runs through once, or, where motion isn't
// wanted, is told in steps: first in one language, then in the other.

const STAYS = 9000
const SPEED = 0.09 // screen widths a second
const REST = 1500

class TickerLine extends HTMLElement {
  #at = -1
  #timer = 0
  /** @type {Animation | undefined} */ #motion

  connectedCallback() {
    this.setAttribute('data-runs', '')
    this.#next()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    this.#motion?.cancel()
  }

  #next() {
    this.#motion?.cancel()
    const lines = /** @type {HTMLElement[]} */ ([...this.children])
    this.#at = (this.#at + 1) % lines.length
    for (const [at, line] of lines.entries()) {
      line.toggleAttribute('data-off', at !== this.#at)
      line.removeAttribute('data-wraps')
      line.removeAttribute('data-only')
    }
    this.#run(lines[this.#at])
  }

  /** @param {HTMLElement} line */
  #run(line) {
    const over = line.scrollWidth - this.clientWidth
    if (over <= 0) return this.#after(STAYS, () => this.#next())
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.#steps(line, ['main', 'beside'])
    const time = over / (SPEED * innerWidth) * 1000
    this.#motion = line.animate([{ transform: 'none' }, { transform: `translateX(${-over}px)` }], { duration: time, delay: REST, fill: 'both' })
    this.#after(Math.max(STAYS, time + 2 * REST), () => this.#next())
  }

  /** @param {HTMLElement} line @param {string[]} parts */
  #steps(line, parts) {
    const [part, ...rest] = parts
    if (!part) return this.#next()
    line.dataset.only = part
    line.toggleAttribute('data-wraps', line.scrollWidth > this.clientWidth)
    this.#after(STAYS, () => this.#steps(line, rest))
  }

  /** @param {number} milliseconds @param {() => void} act */
  #after(milliseconds, act) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(act, milliseconds)
  }
}

customElements.define('ticker-line', TickerLine)
