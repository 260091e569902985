// @ts-check
// Prints as soon as the ticket's picture is there, and again when asked to.
const slip = /** @type {HTMLImageElement} */ (document.querySelector('.slip'))
document.querySelector('[data-print]')?.addEventListener('click', () => print())
slip.decode().then(() => print(), () => {})
