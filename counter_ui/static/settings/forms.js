// @ts-check
import { Draft } from './draft.js'

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLFieldSetElement} Field */

/** What a field says; undefined: nothing. @param {Field} field @returns {unknown} */
function valueOf(field) {
  if (field instanceof HTMLFieldSetElement) return chosen(field)
  const kind = field.dataset.kind ?? 'text'
  if (kind === 'truth') return field instanceof HTMLInputElement && field.checked ? true : undefined
  const word = field.value.trim()
  if (!word) return undefined
  if (kind === 'number') return /^[0-9]{1,15}$/.test(word) ? Number(word) : word
  if (kind !== 'hours') return word
  const spans = word.split(/[,，、;；]+/).map((one) => one.trim()).filter(Boolean)
  return spans.length === 1 ? spans[0] : spans
}

/** What was chosen before keeps its place. @param {HTMLFieldSetElement} set */
function chosen(set) {
  const ticked = [...set.querySelectorAll('input')].filter((one) => one.checked).map((one) => one.value)
  /** @type {string[]} */ const was = JSON.parse(set.dataset.was ?? '[]')
  const kept = [...was.filter((one) => ticked.includes(one)), ...ticked.filter((one) => !was.includes(one))]
  return kept.length ? kept : undefined
}

/** @param {Record<string, any>} into @param {string} way @param {unknown} value */
function put(into, way, value) {
  const keys = way.split('/')
  const last = /** @type {string} */ (keys.pop())
  let at = into
  for (const key of keys) {
    if (typeof at[key] !== 'object' || !at[key]) at[key] = {}
    at = at[key]
  }
  if (value === undefined) delete at[last]
  else at[last] = value
  if (keys.length === 1 && !Object.keys(at).length) delete into[keys[0]]
}

/** @param {Element} where */
const fieldsIn = (where) => /** @type {Field[]} */ ([...where.querySelectorAll('[data-way]')])

/** The settings as forms. What has no field stays as it was. */
class SettingsForms extends Draft {
  connectedCallback() {
    super.connectedCallback()
    this.addEventListener('click', (event) => {
      const button = event.target instanceof HTMLButtonElement ? event.target : null
      if (button && 'add' in button.dataset) this.#add(button)
      if (button && 'remove' in button.dataset) this.#remove(button)
    })
    this.addEventListener('change', () => this.#names())
    this.#hours()
    this.querySelector('[data-always]')?.addEventListener('change', () => this.#hours())
  }

  get #always() { return /** @type {HTMLInputElement} */ (this.querySelector('[data-always]')).checked }

  #hours() {
    for (const field of this.querySelectorAll('[data-kind=hours]')) /** @type {HTMLInputElement} */ (field).disabled = this.#always
  }

  given() { return { tree: this.tree } }

  /** The whole file as values. */
  get tree() {
    /** @type {Record<string, any>} */ const tree = JSON.parse(this.dataset.tree ?? '{}')
    const limits = { ...tree.limits }
    delete tree.opens
    for (const field of fieldsIn(this)) {
      const row = field.closest('[data-row]')
      const way = field.dataset.way ?? ''
      if (row || (field.dataset.kind === 'hours' && this.#always)) continue
      if (way.startsWith('limits/')) tree.limits = structuredClone(tree.limits ?? limits)
      put(tree, way, valueOf(field))
      if (way.startsWith('limits/')) this.#tidyLimits(tree)
    }
    if (!this.#always && !tree.opens) tree.opens = { mon: [] }
    for (const list of this.querySelectorAll('[data-rows]')) {
      const rows = this.#rows(list).map((row) => this.#item(row)).filter((one) => one !== undefined)
      put(tree, /** @type {HTMLElement} */ (list).dataset.rows ?? '', rows.length ? rows : undefined)
    }
    return tree
  }

  /** @param {Record<string, any>} tree */
  #tidyLimits(tree) {
    for (const [script, steps] of Object.entries(tree.limits ?? {})) if (!Object.keys(steps).length) delete tree.limits[script]
    if (!Object.keys(tree.limits ?? {}).length) delete tree.limits
  }

  /** @param {Element} list */
  #rows(list) { return /** @type {HTMLElement[]} */ ([...list.querySelectorAll(':scope > [data-row]')]) }

  /** An item as its row says it; a row in which nothing is written is none. @param {HTMLElement} row @returns {unknown} */
  #item(row) {
    const fields = fieldsIn(row)
    if (fields.length === 1 && !fields[0].dataset.way) return valueOf(fields[0])
    /** @type {Record<string, any>} */ const item = JSON.parse(row.dataset.kept ?? '{}')
    for (const field of fields) put(item, field.dataset.way ?? '', valueOf(field))
    return Object.keys(item).length ? item : undefined
  }

  /** @param {HTMLButtonElement} button */
  #add(button) {
    const list = /** @type {HTMLElement} */ (button.closest('[data-rows]'))
    const template = /** @type {HTMLTemplateElement} */ (list.querySelector(':scope > template'))
    template.before(template.content.cloneNode(true))
    this.#names()
    this.changed()
    const added = this.#rows(list).at(-1)
    /** @type {HTMLElement | null | undefined} */ (added?.querySelector('input'))?.focus()
  }

  /** @param {HTMLButtonElement} button */
  #remove(button) {
    const row = /** @type {HTMLElement} */ (button.closest('[data-row]'))
    const next = /** @type {HTMLElement | null} */ ((row.nextElementSibling ?? row.previousElementSibling)?.querySelector('input, button'))
    const add = /** @type {HTMLElement | null} */ (row.closest('[data-rows]')?.querySelector(':scope > [data-add]') ?? null)
    row.remove()
    ;(next ?? add)?.focus()
    this.#names()
    this.changed()
  }

  /** What has been named anew can be chosen, what is gone can't. */
  #names() {
    for (const set of this.querySelectorAll('fieldset[data-from]')) {
      const list = this.querySelector(`[data-rows="${/** @type {HTMLElement} */ (set).dataset.from}"]`)
      if (!list) continue
      const ids = this.#rows(list).map((row) => /** @type {HTMLInputElement} */ (row.querySelector('[data-way=id]')).value.trim()).filter(Boolean)
      const boxes = new Map([...set.querySelectorAll('input')].map((box) => [box.value, box]))
      for (const [id, box] of boxes) if (!ids.includes(id) && !box.checked) box.closest('label')?.remove()
      for (const id of ids) if (!boxes.has(id)) set.append(this.#tick(id))
    }
  }

  /** @param {string} id */
  #tick(id) {
    const label = document.createElement('label')
    label.className = 'tick'
    const box = document.createElement('input')
    box.type = 'checkbox'
    box.value = id
    const word = document.createElement('span')
    word.textContent = id
    label.append(box, ' ', word)
    return label
  }

  /** @param {string} yaml both changes together are gone on with as text */
  take(yaml) {
    sessionStorage.setItem(`settings ${this.hall}`, yaml)
    location.assign(`/manager/${this.hall}/settings/text${location.search}`)
  }

  /** The field in which a value stands, or the row, or nothing. @param {string} way @returns {HTMLElement | null} */
  #at(way) {
    const [key, place, ...rest] = way.split('/')
    const list = this.querySelector(`[data-rows="${CSS.escape(key)}"]`)
    const scope = list && place !== undefined ? this.#filled(list)[Number(place)] : null
    if (list) return scope ? this.#field(scope, rest) ?? scope : /** @type {HTMLElement} */ (list)
    return this.#field(this, way.split('/'))
  }

  /** @param {Element} list those rows in which something is written */
  #filled(list) { return this.#rows(list).filter((row) => this.#item(row) !== undefined) }

  /** The field of the longest beginning of a way. @param {HTMLElement} scope @param {string[]} keys @returns {HTMLElement | null} */
  #field(scope, keys) {
    for (let length = keys.length; length > 0; length--) {
      const found = scope.querySelector(`[data-way="${CSS.escape(keys.slice(0, length).join('/'))}"]`)
      if (found instanceof HTMLElement) return found
    }
    return scope === this ? null : scope.querySelector('[data-way=""]')
  }

  /** @param {import('./outcome.js').Fault[]} faults */
  mark(faults) {
    for (const told of this.querySelectorAll('.settings-fault')) told.remove()
    for (const field of this.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid')
    for (const fault of faults) {
      const at = fault.at ? this.#at(fault.at) : null
      if (!at) continue
      const told = document.createElement('span')
      told.className = 'settings-fault'
      told.lang = 'en'
      told.textContent = fault.sentence
      at.setAttribute('aria-invalid', 'true')
      if (at instanceof HTMLFieldSetElement) at.append(told)
      else at.after(told)
    }
  }

  /** @param {import('./outcome.js').Fault} fault */
  lead(fault) {
    const at = fault.at ? this.#at(fault.at) : null
    const field = at?.matches('input, select') ? at : at?.querySelector('input, select')
    if (!(field instanceof HTMLElement)) return
    field.focus()
    field.scrollIntoView({ block: 'center' })
  }
}

customElements.define('settings-forms', SettingsForms)
