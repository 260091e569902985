// @ts-check

/** `<number-find><input></number-find>`: shows the numbers that hold what is typed; Enter takes the first of them. */
class NumberFind extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector('input')
    if (!input) return
    input.focus()
    input.setSelectionRange(input.value.length, input.value.length)
    input.addEventListener('input', () => this.#show(`find=${encodeURIComponent(input.value.replace(/[^0-9a-z]/gi, '').toUpperCase())}`))
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return
      event.preventDefault()
      const first = /** @type {HTMLElement | null} */ (this.parentElement?.querySelector('[data-show^="pick="]:not([data-hotkey])'))
      if (first && input.value) this.#show(first.dataset.show ?? '')
    })
  }

  /** @param {string} change */
  #show(change) { /** @type {any} */ (this.closest('live-region'))?.show(change) }
}

customElements.define('number-find', NumberFind)
