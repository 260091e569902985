// @ts-check
// A page that can't be shown at the moment is asked for until it can be. It is left only for one that is there: a browser's own
// error page would never come back by itself.

const EVERY = 2000

setInterval(async () => {
  try {
    const answer = await fetch(location.href, { cache: 'no-store', signal: AbortSignal.timeout(EVERY) })
    if (answer.status !== 503 && answer.status !== 429) location.reload()
  } catch {
    // the server is away: asked again
  }
}, EVERY)
