// @ts-check
// Landscape or portrait: as the look says (`layout=portrait`), else as the browser stands.

const standing = matchMedia('(orientation: portrait)')

function shape() {
  const region = /** @type {any} */ (document.querySelector('live-region'))
  const wished = region?.query?.get('layout')
  document.documentElement.dataset.shape = ['landscape', 'portrait'].includes(wished) ? wished : standing.matches ? 'portrait' : 'landscape'
}

standing.addEventListener('change', shape)
addEventListener('turning', shape)
customElements.whenDefined('live-region').then(shape)
