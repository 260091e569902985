// @ts-check
// Whoever turns away from the guidance leaves it: by «start over», by «back» at its first question, or by having gone.
const region = /** @type {import('../shared/live-region.js').LiveRegion} */ (document.querySelector('live-region'))

region.addEventListener('turning', () => {
  const leave = region.querySelector('[data-leave]')?.getAttribute('data-leave')
  if (leave && !region.query.has('walk') && document.body.dataset.link === 'live') region.send(leave, '{}')
})
