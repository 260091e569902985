// @ts-check
import { TextDraft } from './text-draft.js'

/** The hall file; forms that were put together with somebody else's changes go on here. */
class SettingsText extends TextDraft {
  connectedCallback() {
    super.connectedCallback()
    const name = `settings ${this.hall}`
    const left = sessionStorage.getItem(name)
    if (left) this.take(left)
    sessionStorage.removeItem(name)
  }
}

customElements.define('settings-text', SettingsText)
