// @ts-check

/** `<ticket-find><input></ticket-find>`: shows the numbers that hold what is typed. */
class TicketFind extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector('input')
    const region = /** @type {any} */ (this.closest('live-region'))
    input?.addEventListener('input', () => {
      region?.show(`find=${encodeURIComponent(input.value.replace(/[^0-9a-z]/gi, '').toUpperCase())}`)
    })
  }
}

customElements.define('ticket-find', TicketFind)
