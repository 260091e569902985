// @ts-check
import { ask, newKey, post } from './asking.js'

const LONG_LIST = 120_000 // ms: 100,000 customers come in piece by piece, beside the hall's work

/** The VIP list as a file: looked at when it is chosen, put in the place of the old one when it is without fault. */
class SettingsVips extends HTMLElement {
  /** @type {ArrayBuffer | null} */
  #file = null

  connectedCallback() {
    this.querySelector('input')?.addEventListener('change', () => this.#look())
    this.#button.addEventListener('click', () => this.#put())
  }

  get #button() { return /** @type {HTMLButtonElement} */ (this.querySelector('[data-act=publish]')) }
  get #place() { return /** @type {HTMLElement} */ (this.querySelector('.settings-found')) }
  get #said() { return /** @type {HTMLElement} */ (this.querySelector('vip-sentences')).dataset }

  async #look() {
    const chosen = this.querySelector('input')?.files?.[0]
    this.#button.disabled = true
    this.#file = null
    if (!chosen) return this.#place.replaceChildren()
    const file = await chosen.arrayBuffer()
    const found = await this.#send('/vip-check', file)
    if (!found) return
    const { faults, rows, customers, levels } = found
    if (faults.length) return this.#faults(faults)
    this.#rows(rows, customers, levels)
    this.#file = file
    this.#button.disabled = false
  }

  async #put() {
    if (!this.#file) return
    const found = await this.#send('/vips', this.#file)
    if (!found) return
    this.#button.disabled = true
    this.#tell((this.#said.done ?? '').replace('{n}', String(found.customers)), 'done')
  }

  /** @param {string} path @param {ArrayBuffer} file @returns {Promise<Record<string, any> | null>} */
  async #send(path, file) {
    this.#place.replaceChildren()
    this.setAttribute('aria-busy', 'true')
    const found = await post(this.dataset.hall ?? '', path, file, 'text/csv', newKey(), LONG_LIST)
    this.removeAttribute('aria-busy')
    if (found?.ok) return found.answer
    if (found?.answer.faults) this.#faults(found.answer.faults)
    else this.#tell(found ? found.answer.detail : this.#said.unanswered ?? '', 'refused')
    return null
  }

  /** @param {string} sentence @param {string} kind */
  #tell(sentence, kind) {
    const line = document.createElement('p')
    line.className = kind
    line.textContent = sentence
    this.#place.append(line)
  }

  /** @param {{line: number, sentence: string}[]} faults */
  #faults(faults) {
    const part = this.#part('faults')
    part.querySelector('ul')?.append(...faults.map((fault) => {
      const item = document.createElement('li')
      const line = document.createElement('b')
      line.textContent = (this.#said.line ?? '').replace('{n}', String(fault.line))
      const sentence = document.createElement('span')
      sentence.textContent = fault.sentence
      item.append(line, ' ', sentence)
      return item
    }))
  }

  /** @param {{line: number, phone: string, level: string}[]} rows @param {number} customers @param {Record<string, number>} levels */
  #rows(rows, customers, levels) {
    const part = this.#part('rows')
    const counted = Object.entries(levels).map(([level, count]) => `${level} ${count}`).join(', ')
    const heading = /** @type {HTMLElement} */ (part.querySelector('h2'))
    heading.textContent = (this.#said.count ?? '').replace('{n}', String(customers)).replace('{levels}', counted || '–')
    part.querySelector('tbody')?.append(...rows.map((row) => {
      const line = document.createElement('tr')
      line.append(...[String(row.line), row.phone, row.level].map((word, place) => {
        const cell = document.createElement('td')
        cell.textContent = word
        if (!place) cell.className = 'n'
        return cell
      }))
      return line
    }))
    const more = /** @type {HTMLElement} */ (part.querySelector('p'))
    more.textContent = customers > rows.length ? (this.#said.more ?? '').replace('{n}', String(customers - rows.length)) : ''
  }

  /** @param {string} name */
  #part(name) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector(`template[data-part=${name}]`))
    const part = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true))
    this.#place.append(part)
    return part
  }
}

customElements.define('settings-vips', SettingsVips)

/** The list before the one that holds, put in its place again. */
class VipsBack extends HTMLElement {
  connectedCallback() { this.querySelector('button')?.addEventListener('click', (event) => this.#back(/** @type {HTMLButtonElement} */ (event.currentTarget))) }

  /** @param {HTMLButtonElement} button */
  async #back(button) {
    button.disabled = true
    const found = await ask(this.dataset.hall ?? '', `/vips/${button.dataset.list}/back`, {})
    if (found?.ok) return location.reload()
    button.disabled = false
    const line = this.querySelector('.refused')
    if (line) line.textContent = found ? found.answer.detail : this.dataset.unanswered ?? ''
  }
}

customElements.define('vips-back', VipsBack)
