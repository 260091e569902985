// @ts-check
// How somebody needs to see the screen (large type, high contrast, by day or night) stands in its address and on <html>, where the
// tokens follow it: nothing of the picture has to be drawn in another way.
const region = /** @type {import('./live-region.js').LiveRegion} */ (document.querySelector('live-region'))
const page = document.documentElement
const usual = page.dataset.theme ?? 'paper'

function follow() {
  const { query } = region
  for (const way of ['large', 'contrast']) query.has(way) ? page.dataset[way] = query.get(way) ?? '' : delete page.dataset[way]
  page.dataset.theme = query.get('theme') ?? usual
}

region.addEventListener('turning', follow)
follow()
