// @ts-check
// Small elements that tell time between two pictures, by the server's clock.
import { clock, touched } from './live-region.js'

class Ticking extends HTMLElement {
  #timer = 0
  connectedCallback() {
    this.tick()
    this.#timer = setInterval(() => this.tick(), 250)
  }
  disconnectedCallback() { clearInterval(this.#timer) }
  tick() {}
  /** @param {string} text */
  tell(text) { if (this.textContent !== text) this.textContent = text }
}

/** @param {number} seconds m:ss; from an hour on h:mm:ss, as nobody reads 103 minutes for what they are */
export function lasting(seconds) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** `<elapsed-clock since="MS" limit="MS">`: how long it lasts; amber from 80 % of the limit, red past it. */
class ElapsedClock extends Ticking {
  tick() {
    const passed = Math.max(0, clock.now() - Number(this.getAttribute('since')))
    const limit = Number(this.getAttribute('limit') ?? 0)
    this.tell(lasting(Math.floor(passed / 1000)))
    if (limit) this.dataset.state = passed > limit ? 'late' : passed > 0.8 * limit ? 'soon' : 'fine'
  }
}

/** `<wall-clock offset="MINUTES">`: the hall's time, HH:MM. */
class WallClock extends Ticking {
  tick() {
    const wall = new Date(clock.now() + Number(this.getAttribute('offset')) * 60_000)
    this.tell(wall.toISOString().slice(11, 16))
  }
}

/** `<idle-reset seconds="30" show="page=">`: goes back when nobody touched the screen for so long, and counts down visibly. */
class IdleReset extends Ticking {
  tick() {
    const left = Math.ceil(Number(this.getAttribute('seconds')) - (Date.now() - touched.at) / 1000)
    this.tell((this.getAttribute('text') ?? '{left}').replace('{left}', String(Math.max(0, left))))
    if (left <= 0) {
      touched.at = Date.now()
      const region = /** @type {any} */ (document.querySelector('live-region'))
      region?.show(this.getAttribute('show') ?? '')
    }
  }
}

customElements.define('elapsed-clock', ElapsedClock)
customElements.define('wall-clock', WallClock)
customElements.define('idle-reset', IdleReset)
