// Which addresses of others are tried: call/signal/PROTOCOL.md, section 10. A peer cannot aim this browser at itself or at its
// network's helpers.

const never = [
  /^0\./, /^127\./, /^169\.254\./, /^192\.0\.0\./, /^(22[4-9]|2[345]\d)\./, /^100\.100\.100\.200$/,
  /^::/, /^64:ff9b:/, /^100::/, /^2001:(0|):/, /^2002:/, /^fe[89a-f][0-9a-f]:/, /^ff/, /^fd00:ec2::254$/,
];

const leastPort = 1024; // no NAT makes lower ones of higher ones
const hidden = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.local$/i; // a browser's own, which is asked for in its network
const byte = /^(0|[1-9]\d{0,2})$/;

/** canonical writes an address in its one form; null for what is none. Any name would be looked up, and lead anywhere. */
function canonical(address) {
  if (hidden.test(address)) return address;
  const parts = address.split('.');
  if (parts.length === 4 && parts.every((part) => byte.test(part) && Number(part) < 256)) return address;
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address)) return null;
  try {
    return unmapped(new URL(`ws://[${address}]/`).hostname.slice(1, -1));
  } catch {
    return null;
  }
}

/** unmapped writes an IPv4 address within IPv6 as what it is. */
function unmapped(address) {
  const [, ...halves] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address) ?? [];
  if (halves.length === 0) return address;
  return halves.flatMap((half) => [parseInt(half, 16) >> 8, parseInt(half, 16) & 255]).join('.');
}

/** isLocal reports whether a page's host is this computer, where tests and trials run. */
const isLocal = (host) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/** allows reports whether a candidate line (RFC 8839, section 5.1) may be tried. */
export function allows(line, host) {
  const fields = line.split(' ');
  if (fields.length < 8 || !fields[0].startsWith('candidate:') || fields[2].toLowerCase() !== 'udp') return false;
  const port = fields[5];
  const address = canonical(fields[4]);
  if (address === null) return false;
  if (!/^\d{1,5}$/.test(port) || Number(port) < leastPort || Number(port) > 65535) return false;
  if (isLocal(host) && /^(127\.|::1$)/.test(address)) return true;
  return !never.some((range) => range.test(address));
}

/** conceal makes a candidate line name a relay and nothing else; one of another kind becomes empty. */
export function conceal(line) {
  return / typ relay( |$)/.test(line) ? line.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 9') : '';
}

/** concealAll makes a description's candidates name relays only. */
export function concealAll(sdp) {
  const lines = sdp.split('\r\n').map((line) => (line.startsWith('a=candidate:') ? conceal(line) || null : line));
  return lines.filter((line) => line !== null).join('\r\n');
}

/** hasRelay reports whether one of a server's helpers is a relay. */
export const hasRelay = (servers) => servers.some(({ urls }) => urls.some((url) => /^turns?:/.test(url)));

/** prune takes candidate lines that are not allowed out of a description. */
export function prune(sdp, host) {
  // Browsers take line ends that RFC 8866 does not have.
  return sdp.split(/\r\n|[\r\n]/).filter((line) => !line.startsWith('a=candidate:') || allows(line.slice(2), host)).join('\r\n');
}
