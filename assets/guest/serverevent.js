// What the server says: text frames of call/signal/rendezvous/PROTOCOL.md, section 3.

import { unhex } from './bytes.js';
import { breach } from './fault.js';

const maxPeers = 16;
const maxServers = 8;
const maxText = 512;

/** isPeer reports whether a value names a connection to the server. */
const isPeer = (value) => typeof value === 'string' && unhex(value, 8) !== null;

/** parseEvent reads a frame. A type that is not known, and senseless ones, give null. */
export function parseEvent(frame) {
  let event;
  try {
    event = JSON.parse(frame);
  } catch {
    return null;
  }
  switch (event?.type) {
    case 'joined':
    case 'left':
      return isPeer(event.peer) ? { type: event.type, peer: event.peer } : null;
    case 'ice':
      return { type: 'ice', ice: iceServers(event.ice) };
    case 'welcome':
      return welcome(event);
    default:
      return null;
  }
}

function welcome({ peer, peers = [], ice }) {
  if (!isPeer(peer) || !Array.isArray(peers) || peers.length >= maxPeers || !peers.every(isPeer)) throw breach('no welcome');
  return { type: 'welcome', peer, peers, ice: iceServers(ice) };
}

/** iceServers returns the servers that can be used, as RTCConfiguration has them. */
function iceServers(list) {
  if (!Array.isArray(list)) return [];
  return list.slice(0, maxServers).flatMap((server) => {
    const { urls, username = '', credential = '' } = server ?? {};
    const usable = Array.isArray(urls) ? urls.slice(0, 8).filter(isIce) : [];
    if (usable.length === 0 || ![username, credential].every((s) => typeof s === 'string' && s.length <= maxText)) return [];
    return [username ? { urls: usable, username, credential } : { urls: usable }];
  });
}

const isIce = (url) => typeof url === 'string' && url.length <= maxText && /^(stuns?|turns?):[\x21-\x7e]+$/.test(url);
