// @ts-check
// A kiosk that prints by its own browser (started with --kiosk-printing no dialogue opens): each ticket once, as soon as its
// picture is there. What was printed is kept across a reload of the page.
const PRINTED = 'printed'
const region = /** @type {HTMLElement} */ (document.querySelector('live-region'))

/** @param {string} number */
function isFirst(number) {
  const printed = (sessionStorage.getItem(PRINTED) ?? '').split(' ')
  if (printed.includes(number)) return false
  sessionStorage.setItem(PRINTED, [...printed.slice(-20), number].join(' ').trim())
  return true
}

async function printOnce() {
  const slip = /** @type {HTMLImageElement | null} */ (region.querySelector('img[data-slip]'))
  const number = slip?.dataset.slip
  if (!slip || !number || document.body.dataset.link !== 'live' || !isFirst(new Date().toDateString().replaceAll(' ', '-') + number)) return
  try {
    await slip.decode()
    print()
  } catch {} // no picture, no paper: number and code are on the screen
}

region.addEventListener('painted', printOnce)
