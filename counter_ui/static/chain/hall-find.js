// @ts-check

const PAUSE = 200 // ms after the last key: names are typed in several

/** `<hall-find><input></hall-find>`: shows the halls whose name or id holds what is typed; not what an input method still composes. */
class HallFind extends HTMLElement {
  #timer = 0

  connectedCallback() {
    const input = this.querySelector('input')
    if (!input) return
    const region = /** @type {any} */ (this.closest('live-region'))
    const find = () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => region?.show(`find=${encodeURIComponent(input.value.trim())}`), PAUSE)
    }
    input.addEventListener('input', (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) find() })
    input.addEventListener('compositionend', find)
  }
}

customElements.define('hall-find', HallFind)
