// @ts-check
// The scene keeps its newest line in sight, and the result is fetched when a rehearsal is over.

const NEAR = 120 // px from the end within which the reader follows the scene

/** Whether the reader was at the end of the scene before the new picture. */
let follows = true
addEventListener('scroll', () => { follows = innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR }, { passive: true })

let shown = ''
addEventListener('painted', () => {
  const newest = [...document.querySelectorAll('.lines .line')].at(-1)
  const key = newest?.getAttribute('data-key') ?? ''
  if (newest && key !== shown && follows) newest.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' })
  shown = key
})

/** `<rehearsal-result src="…">`: the result in the place of what stands in it; what can't be fetched leaves the link. */
class RehearsalResult extends HTMLElement {
  async connectedCallback() {
    try {
      const response = await fetch(this.getAttribute('src') ?? '', { cache: 'no-store', signal: AbortSignal.timeout(10_000) })
      if (response.ok) this.innerHTML = await response.text()
    } catch { /* the link in it stays */ }
  }
}

customElements.define('rehearsal-result', RehearsalResult)
