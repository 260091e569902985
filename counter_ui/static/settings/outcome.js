// @ts-check
// What a check found, as the page shows it: faults by line, changes as old and new, what somebody else changed meanwhile.

/** @typedef {{way: string[], old: string | null, new: string | null}} Change */
/** @typedef {{line: number | null, sentence: string, at?: string | null}} Fault */

export class Outcome {
  /** @param {HTMLElement} page */
  constructor(page) {
    this.page = page
    this.place = /** @type {HTMLElement} */ (page.querySelector('.settings-found'))
    this.said = /** @type {HTMLElement} */ (page.querySelector('draft-sentences')).dataset
    this.keys = JSON.parse(this.said.keys ?? '{}')
    this.hands = JSON.parse(this.said.hands ?? '{}')
  }

  clear() { this.place.replaceChildren() }

  /** @param {string | undefined} sentence @param {string} [kind] */
  tell(sentence, kind = 'refused') {
    const line = document.createElement('p')
    line.className = kind
    line.textContent = sentence ?? ''
    this.place.append(line)
    this.#show()
  }

  /** @param {Fault[]} faults @param {(fault: Fault) => void} lead */
  faults(faults, lead) {
    const part = this.#part('faults')
    const list = /** @type {HTMLElement} */ (part.querySelector('ul'))
    for (const fault of faults) {
      const item = document.createElement('li')
      const to = document.createElement(fault.line ? 'button' : 'span')
      if (to instanceof HTMLButtonElement) { to.type = 'button'; to.addEventListener('click', () => lead(fault)) }
      to.textContent = fault.line ? (this.said.line ?? '').replace('{n}', String(fault.line)) : '·'
      const sentence = document.createElement('span')
      sentence.textContent = fault.sentence
      item.append(to, ' ', sentence)
      list.append(item)
    }
    this.#show()
  }

  /** @param {Change[]} changes */
  changes(changes) {
    if (!changes.length) return this.tell(this.said.same, 'quiet')
    this.#rows(this.#part('changes'), changes)
    this.#show()
  }

  /** @param {Record<string, any>} newer @param {{both: (yaml: string, version: number) => void, theirs: () => void}} ways */
  newer(newer, ways) {
    const part = this.#part('newer')
    const who = /** @type {HTMLElement} */ (part.querySelector('.who'))
    const at = String(newer.at).slice(0, 16).replace('T', ' ')
    who.textContent = (this.said.who ?? '').replace('{by}', this.hands[newer.by] ?? newer.by ?? '–').replace('{at}', at)
    this.#rows(part, newer.changes)
    const clashes = /** @type {HTMLElement} */ (part.querySelector('.clashes'))
    clashes.textContent = newer.clashes?.length ? (this.said.clashes ?? '').replace('{where}', newer.clashes.map((/** @type {string[]} */ way) => this.where(way)).join('; ')) : ''
    const both = /** @type {HTMLButtonElement} */ (part.querySelector('[data-act=both]'))
    both.hidden = !newer.yaml
    both.addEventListener('click', () => ways.both(newer.yaml, newer.version))
    part.querySelector('[data-act=theirs]')?.addEventListener('click', ways.theirs)
    this.#show()
  }

  /** @param {string[]} way */
  where(way) { return way.map((one) => this.keys[one] ?? one).join(' › ') }

  /** @param {string} name @returns {HTMLElement} */
  #part(name) {
    const template = /** @type {HTMLTemplateElement} */ (this.page.querySelector(`template[data-part=${name}]`))
    const part = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true))
    this.place.append(part)
    return part
  }

  /** @param {HTMLElement} part @param {Change[]} changes */
  #rows(part, changes) {
    const body = /** @type {HTMLElement} */ (part.querySelector('tbody'))
    for (const change of changes) {
      const row = document.createElement('tr')
      const head = document.createElement('th')
      head.scope = 'row'
      head.textContent = this.where(change.way)
      row.append(head, ...[change.old, change.new].map((value) => {
        const cell = document.createElement('td')
        cell.textContent = value ?? '–'
        return cell
      }))
      body.append(row)
    }
  }

  #show() { this.place.scrollIntoView({ block: 'nearest' }) }
}
