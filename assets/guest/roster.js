// Who is the host of a meeting, and who belongs to it: call/mesh/PROTOCOL.md, section 3. Pure.

/** most is how many people meet at most. */
export const most = 8;

/**
 * electHost returns whom most name, and of two with as many the first in order of keys. said lists whom each names;
 * empty for who does not know yet.
 */
export function electHost(said) {
  const votes = new Map();
  for (const host of said) if (host) votes.set(host, (votes.get(host) ?? 0) + 1);
  const ranked = [...votes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return ranked[0]?.[0] ?? null;
}

/** successor returns who is the host after the last one went: the next in the last list who is here. */
export function successor(members, own, connected) {
  const next = members.find((key) => key === own || connected.has(key));
  return next ?? [own, ...connected].sort()[0];
}

/** listMembers returns the members in the order of their coming: those the host named first, then those only known here. */
export function listMembers(named, own, connected) {
  const here = (key) => key === own || connected.has(key);
  const listed = named.filter(here);
  return [...listed, ...[own, ...connected].filter((key) => !listed.includes(key))].slice(0, 16);
}
