// @ts-check
import { Draft } from './draft.js'

/** A whole file as text; a fault leads to its line. */
export class TextDraft extends Draft {
  get #field() { return /** @type {HTMLTextAreaElement} */ (this.querySelector('textarea')) }

  given() { return { yaml: this.#field.value } }

  /** @param {string} yaml */
  take(yaml) {
    this.#field.value = yaml
    this.changed()
  }

  /** @param {import('./outcome.js').Fault} fault */
  lead(fault) {
    const lines = this.#field.value.split('\n')
    const line = Math.min(fault.line ?? 1, lines.length)
    const begins = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    this.#field.focus()
    this.#field.setSelectionRange(begins, begins + lines[line - 1].length)
    this.#field.scrollTop = Math.max(0, (line - 6) * Number.parseFloat(getComputedStyle(this.#field).lineHeight))
  }
}
