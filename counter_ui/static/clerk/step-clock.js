// @ts-check
import { lasting } from '../../shared/clocks.js'
import { clock } from '../../shared/live-region.js'

/** @param {number} ms */
function minutes(ms) {
  return lasting(Math.floor(Math.max(0, ms) / 1000))
}

/** `<step-clock since="MS" limit="MS" within="限时 {t}" left="还剩 {t}" over="已超时 {t}">`: how long the step lasts, amber from 80 %
 * of its limit and red past it, each with its words. With `spent="MS" stopped="…"` it stands still there. */
class StepClock extends HTMLElement {
  #timer = 0
  connectedCallback() {
    this.replaceChildren(document.createElement('b'), document.createElement('span'))
    this.#tick()
    this.#timer = setInterval(() => this.#tick(), 250)
  }
  disconnectedCallback() { clearInterval(this.#timer) }

  #tick() {
    const spent = this.getAttribute('spent')
    const passed = spent === null ? Math.max(0, clock.now() - Number(this.getAttribute('since'))) : Number(spent)
    const limit = Number(this.getAttribute('limit') ?? 0)
    const state = !limit ? 'free' : passed > limit ? 'late' : passed > 0.8 * limit ? 'soon' : 'fine'
    const [words, time] = state === 'late' ? ['over', passed - limit] : state === 'soon' ? ['left', Math.ceil((limit - passed) / 1000) * 1000] : ['within', limit]
    const said = (this.getAttribute(words) ?? '').replace('{t}', minutes(time))
    const { firstElementChild: number, lastElementChild: line } = this
    if (this.dataset.state !== state) this.dataset.state = state
    for (const [part, text] of /** @type {[Element, string][]} */ ([[number, minutes(passed)], [line, [said, this.getAttribute('stopped')].filter(Boolean).join(' · ')]])) {
      if (part && part.textContent !== text) part.textContent = text
    }
  }
}

customElements.define('step-clock', StepClock)
