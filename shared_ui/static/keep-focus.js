// @ts-check
// Whoever goes by keyboard or switch keeps their place when a new picture takes the focused button away: the focus goes to what is
// the same in the new one; if the page is another one, to its heading, from where Tab leads on.
const region = /** @type {HTMLElement} */ (document.querySelector('live-region'))
const NAMES = ['data-key', 'data-command', 'data-value', 'data-show', 'data-digit', 'data-hotkey', 'href', 'id']

/** What tells a control from the others, in any picture. @param {Element} element */
const nameOf = (element) => element.tagName + NAMES.map((name) => `|${element.getAttribute(name) ?? ''}`).join('')
/** A button that turns something on is the same as the one that turns it off. @param {string} name */
const loosely = (name) => name.replace(/=[^&|]*/g, '=')

/** @type {{name: string, seen: boolean} | null} */
let held = null

region.addEventListener('painting', () => {
  const at = document.activeElement
  held = at && at !== document.body && region.contains(at) ? { name: nameOf(at), seen: at.matches(':focus-visible') } : null
})

region.addEventListener('painted', () => {
  if (!held || document.activeElement !== document.body) return
  const { name, seen } = held
  const all = [...region.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex]')]
  const same = all.find((one) => nameOf(one) === name) ?? all.find((one) => loosely(nameOf(one)) === loosely(name))
  const next = /** @type {HTMLElement | null} */ (same ?? (seen ? region.querySelector('h1') : null))
  if (next?.tagName === 'H1') next.tabIndex = -1
  next?.focus({ preventScroll: true })
})
