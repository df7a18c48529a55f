// The link that led here: section 1 of call/signal/rendezvous/PROTOCOL.md. Its secret stands behind the #, which
// browsers send to nobody. It is taken out of the address, so that no history, picture or shared screen shows it,
// and kept for this tab only, so that the page can be loaded again.

import { base64url, equal, unbase64url } from './bytes.js';
import { roomOf } from './seal.js';

const kept = 'parley-link';

/** takeSecret returns the secret of the page's link; null when the link is damaged. */
export async function takeSecret() {
  const room = unbase64url(/^\/j\/([^/]+)$/.exec(location.pathname)?.[1] ?? '', 16);
  const given = location.hash.slice(1);
  const secret = given ? unbase64url(given, 16) : room && recall(base64url(room));
  if (!room || !secret || !equal((await roomOf(secret)).room, room)) return null;
  keep(room, secret);
  return secret;
}

function recall(room) {
  try {
    const [of, secret] = (sessionStorage.getItem(kept) ?? '').split(' ');
    return of === room ? unbase64url(secret ?? '', 16) : null;
  } catch {
    return null;
  }
}

function keep(room, secret) {
  try {
    sessionStorage.setItem(kept, `${base64url(room)} ${base64url(secret)}`);
    history.replaceState(null, '', `/j/${base64url(room)}`);
  } catch {
    // Where nothing is kept the address has to stay as it is.
  }
}

/** moveTo makes another secret the page's, when a meeting goes on elsewhere. */
export async function moveTo(secret) {
  keep((await roomOf(secret)).room, secret);
}

/** linkOf is what leads others here. */
export async function linkOf(secret, scheme = location.protocol) {
  return `${scheme}//${location.host}/j/${base64url((await roomOf(secret)).room)}#${base64url(secret)}`;
}

/** server is where the page's server is spoken to. */
export const server = () => `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}`;
