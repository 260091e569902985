// @ts-check
// What is being written, checked and published. Nothing that was written is lost: not by a fault, not by somebody who was quicker,
// not by a server that is away.
import { ask } from './asking.js'
import { Outcome } from './outcome.js'

export class Draft extends HTMLElement {
  #checked = ''
  #saved = true

  connectedCallback() {
    this.outcome = new Outcome(this)
    this.addEventListener('input', () => this.changed())
    this.addEventListener('click', (event) => {
      const act = event.target instanceof HTMLButtonElement ? event.target.dataset.act : ''
      if (act === 'check') this.check()
      if (act === 'publish') this.publish()
    })
    addEventListener('beforeunload', (event) => { if (!this.#saved) event.preventDefault() })
  }

  get hall() { return this.dataset.hall ?? '' }
  get version() { return Number(this.dataset.version) }

  /** What is sent to be checked. @returns {Record<string, unknown>} */
  given() { return {} }
  /** @param {import('./outcome.js').Fault} fault */
  lead(fault) { void fault }
  /** @param {import('./outcome.js').Fault[]} faults */
  mark(faults) { void faults }
  /** Goes on with another text. @param {string} yaml */
  take(yaml) { void yaml }

  /** What was checked isn't what stands there any more. */
  changed() {
    this.#saved = false
    this.#ready('')
  }

  /** @param {string} yaml what may be published; empty: nothing */
  #ready(yaml) {
    this.#checked = yaml
    const button = /** @type {HTMLButtonElement} */ (this.querySelector('[data-act=publish]'))
    button.disabled = !yaml
  }

  async check() {
    const found = await this.#ask(this.dataset.check ?? '/plan-check', { ...this.given(), based_on: this.version })
    if (!found) return
    const outcome = /** @type {Outcome} */ (this.outcome)
    if (!found.ok) return outcome.tell(found.answer.detail)
    const { faults, changes, newer, yaml } = found.answer
    this.mark(faults)
    if (faults.length) outcome.faults(faults, (fault) => this.lead(fault))
    else outcome.changes(changes)
    if (newer) this.#newer(newer)
    this.#ready(!faults.length && changes.length && !newer ? yaml : '')
    if (this.#checked) this.querySelector('[data-act=publish]')?.scrollIntoView({ block: 'nearest' })
  }

  async publish() {
    const found = await this.#ask(this.dataset.publish ?? '/plan', { yaml: this.#checked, based_on: this.version })
    if (!found) return
    const outcome = /** @type {Outcome} */ (this.outcome)
    if (found.ok) {
      this.#saved = true
      this.#ready('')
      outcome.tell(outcome.said.done, 'done')
      setTimeout(() => location.reload(), 900)
    } else if (found.answer.code === 'settings_changed') this.#newer(found.answer)
    else outcome.tell(found.answer.detail)
  }

  /** @param {Record<string, any>} newer */
  #newer(newer) {
    this.#ready('')
    const outcome = /** @type {Outcome} */ (this.outcome)
    outcome.newer(newer, {
      both: (yaml, version) => {
        this.dataset.version = String(version)
        outcome.clear()
        this.take(yaml)
        outcome.tell(outcome.said.merged, 'quiet')
      },
      theirs: () => { this.#saved = true; location.reload() },
    })
  }

  /** @param {string} path @param {Record<string, unknown>} body */
  async #ask(path, body) {
    const outcome = /** @type {Outcome} */ (this.outcome)
    outcome.clear()
    this.setAttribute('aria-busy', 'true')
    const found = await ask(this.hall, path, body)
    this.removeAttribute('aria-busy')
    if (!found) outcome.tell(outcome.said.unanswered)
    return found
  }
}
