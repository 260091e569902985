// @ts-check
// A screen for customers stays what it is, whatever is touched or pressed: no menu, no dragging, no zooming by hand, no selecting, no
// way to another page. What a page can't hold back (closing the window) the machine does: docs/kiosk-mode.md.

/** @param {EventTarget | null} target */
const inField = (target) => target instanceof Element && !!target.closest('input, textarea, select')
/** @param {Event} event */
const never = (event) => event.preventDefault()

for (const kind of ['contextmenu', 'dragstart', 'dragover', 'drop', 'gesturestart', 'gesturechange', 'auxclick']) {
  addEventListener(kind, never, { capture: true, passive: false })
}
addEventListener('selectstart', (event) => { if (!inField(event.target)) event.preventDefault() }, true)
addEventListener('wheel', (event) => { if (event.ctrlKey) event.preventDefault() }, { capture: true, passive: false })
addEventListener('touchmove', (event) => { if (event.touches.length > 1) event.preventDefault() }, { capture: true, passive: false })

/** Keys by which a browser reloads, goes back, prints, searches, zooms or shows what is inside.
 * @param {KeyboardEvent} event */
function leads(event) {
  const { key, ctrlKey, metaKey, altKey } = event
  if (/^F([1-9]|1[0-2])$/.test(key) || /^(Browser|Launch)/.test(key)) return true
  if (altKey && ['ArrowLeft', 'ArrowRight', 'Home'].includes(key)) return true
  return (ctrlKey || metaKey) && !(inField(event.target) && ['a', 'c', 'v', 'x', 'z'].includes(key.toLowerCase()))
}
addEventListener('keydown', (event) => { if (leads(event)) event.preventDefault() }, true)

addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[href], area[href]') : null
  if (link && new URL(link.getAttribute('href') ?? '', location.href).origin !== location.origin) never(event)
  link?.removeAttribute('target')
}, true)
