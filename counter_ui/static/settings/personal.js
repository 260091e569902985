// @ts-check
import { ask } from './asking.js'

const LOOKED_AT = 300_000 // ms: then the page forgets the customer, should the manager have gone away

/** @typedef {{day: string, number?: string, walk?: string, case?: string, customer: string[], notes: string[]}} Kept */

/** All that the hall keeps about a phone number: found, saved as a file for the customer, erased. No address ever has the number. */
class SettingsPersonal extends HTMLElement {
  #timer = 0

  connectedCallback() {
    this.#form.addEventListener('submit', (event) => { event.preventDefault(); this.#find() })
    addEventListener('pagehide', () => this.#forget())
  }

  get #form() { return /** @type {HTMLFormElement} */ (this.querySelector('form')) }
  get #number() { return /** @type {HTMLInputElement} */ (this.querySelector('input')) }
  get #place() { return /** @type {HTMLElement} */ (this.querySelector('.settings-found')) }
  get #said() { return /** @type {HTMLElement} */ (this.querySelector('personal-sentences')).dataset }

  async #find() {
    const told = await this.#ask('/personal-export', this.#number.value)
    if (!told) return
    if (!told.tickets.length && !told.vip.length) return this.#tell(fill(this.#said.nothing, { phone: told.phone }), 'done')
    this.#show(told)
  }

  /** @param {string} phone */
  async #erase(phone) {
    const done = await this.#ask('/personal-erase', phone)
    if (!done) return
    this.#number.value = ''
    this.#tell(fill(this.#said.erased, { phone, n: String(done.tickets) }), 'done')
  }

  /** @param {string} path @param {string} phone @returns {Promise<Record<string, any> | null>} */
  async #ask(path, phone) {
    const key = /** @type {HTMLButtonElement} */ (this.#form.querySelector('button'))
    this.#clear()
    key.disabled = true
    this.setAttribute('aria-busy', 'true')
    const found = await ask(this.dataset.hall ?? '', path, { phone })
    this.removeAttribute('aria-busy')
    key.disabled = false
    this.#timer = setTimeout(() => this.#forget(), LOOKED_AT)
    if (found?.ok) return found.answer
    this.#tell(found ? found.answer.detail : this.#said.unanswered ?? '', 'refused')
    return null
  }

  /** @param {Record<string, any>} told */
  #show(told) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector('template'))
    const part = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true))
    const heading = /** @type {HTMLElement} */ (part.querySelector('h2'))
    heading.textContent = told.phone
    const rows = told.tickets.map((/** @type {Kept} */ kept) => this.#row(kept))
    part.querySelector('tbody')?.append(...rows)
    if (!rows.length) part.querySelector('.wide')?.remove()
    const levels = JSON.parse(this.#said.levels ?? '{}')
    const vip = /** @type {HTMLElement} */ (part.querySelector('[data-part=vip]'))
    if (told.vip.length) vip.textContent = fill(this.#said.vip, { level: levels[told.vip[0].level] ?? told.vip[0].level })
    else vip.remove()
    part.querySelector('[data-act=save]')?.addEventListener('click', () => save(told))
    part.querySelector('[data-act=erase]')?.addEventListener('click', () => this.#erase(told.phone))
    this.#place.append(part)
  }

  /** @param {Kept} kept */
  #row(kept) {
    const line = document.createElement('tr')
    line.append(cell(kept.day), cell(this.#where(kept)), ...[kept.customer, kept.notes].map((told) => cell(told.join('\n'), '')))
    return line
  }

  /** @param {Kept} kept */
  #where(kept) {
    if (kept.number) return fill(this.#said.number, { id: kept.number })
    return kept.case ? fill(this.#said.case, { id: kept.case }) : fill(this.#said.walk, { id: kept.walk ?? '' })
  }

  /** @param {string} sentence @param {string} kind */
  #tell(sentence, kind) {
    const line = document.createElement('p')
    line.className = kind
    line.textContent = sentence
    this.#place.append(line)
  }

  #clear() {
    clearTimeout(this.#timer)
    this.#place.replaceChildren()
  }

  #forget() {
    this.#clear()
    this.#number.value = ''
  }
}

/** `lang`: empty for what people wrote, in whichever language. @param {string} word @param {string} [lang] */
function cell(word, lang) {
  const made = document.createElement('td')
  made.textContent = word || '–'
  if (lang !== undefined) made.lang = lang
  return made
}

/** @param {string | undefined} sentence @param {Record<string, string>} values */
function fill(sentence, values) { return Object.entries(values).reduce((told, [name, value]) => told.replace(`{${name}}`, value), sentence ?? '') }

/** Into the folder of downloads; its name doesn't tell the number either. @param {Record<string, any>} told */
function save(told) {
  const way = document.createElement('a')
  way.href = URL.createObjectURL(new Blob([JSON.stringify(told, null, 2)], { type: 'application/json' }))
  way.download = 'personal-data.json'
  way.click()
  setTimeout(() => URL.revokeObjectURL(way.href), 1000)
}

customElements.define('settings-personal', SettingsPersonal)
