// What the page of a link does first: see whether it can call, and for which room.

import { server, takeSecret } from './address.js';
import { App } from './app.js';
import { createIdentity } from './identity.js';
import { notice } from './views/notice.js';

/** able returns why this browser cannot call, or a key for the visit. */
async function able() {
  if (!window.isSecureContext || !navigator.mediaDevices) return { reason: 'insecure' };
  if (!window.RTCPeerConnection || !String.prototype.isWellFormed) return { reason: 'browser' };
  try {
    await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
    return { identity: await createIdentity() };
  } catch {
    return { reason: 'browser' };
  }
}

const root = document.getElementById('app');
const { reason, identity } = await able();
const secret = reason ? null : await takeSecret();
if (!secret) root.replaceChildren(notice(reason ?? 'link'));
else new App({ root, secret, identity, server: server() }).lobby();
// Another link pasted over this one is another visit.
window.addEventListener('hashchange', () => location.reload());
