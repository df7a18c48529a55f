// What is said when something does not go on: what happened, and what to do.

/** endings has, by reason, the title and sentence of a page, and whether trying again makes sense. */
const endings = {
  __proto__: null, // a reason may be any word
  'hung-up': ['You left the call', 'You can come back by the same link.', true],
  removed: ['You were removed from the call', 'Who started the call took you out of it. The link does not open it any more.', false],
  full: ['The call is full', 'Eight people can be in a call. Come back when somebody has left.', true],
  locked: ['The call is locked', 'Nobody new can come in now. Ask who invited you to open it.', true],
  declined: ['You were not let in', 'Who started the call did not let you in. Ask who invited you.', true],
  'no-answer': ['Nobody answered', 'Who invited you is not at the call yet. Try again in a while.', true],
  'no-relay': ['There is no relay here', 'The server at this link has no relay, so the others would learn your address. Come back without hiding it, or ask for a link to another server.', true],
  busy: ['They are in another call', 'Who invited you is talking with somebody else. Try again in a while.', true],
  lost: ['The connection was lost', 'Nobody in the call was reached for half a minute. Look whether you are online, then come back.', true],
  mismatch: ['The call was not safe', 'Somebody tried to stand between you and the others, so the call was ended. Nothing was sent to them.', false],
  protocol: ['The call could not go on', 'This page and the other side do not understand each other. They may have another version of Parley.', true],
  version: ['Another version is needed', 'Who invited you uses another version of Parley than this server. Ask them for a new link.', false],
  link: ['This link is damaged', 'Part of it is missing or wrong. Copy the whole link, with everything behind the #, and open it again.', false],
  browser: ['This browser is too old', 'It cannot encrypt calls the way Parley does. Chrome and Edge from 137, Firefox from 130 and Safari from 17.4 can.', false],
  insecure: ['This address is not secure', 'Browsers give a camera and encryption only to pages that begin with https.', false],
};

export function ending(reason) {
  const [title, sentence, again] = endings[reason] ?? endings.protocol;
  return { title, sentence, again };
}

/** Why a camera or a microphone, or both, are not there, by what the browser threw. */
export function missing(what, name) {
  switch (name) {
    case 'NotAllowedError':
      return `The browser does not let this page use the ${what}. Allow that beside the address, then turn it on.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${what} was found.`;
    case 'NotReadableError':
      return `The ${what} is in use by another program. Close that, then turn it on.`;
    default:
      return `The ${what} could not be turned on.`;
  }
}

/** Why a transfer stopped, by the reason's number in transfer/PROTOCOL.md. */
export function transferReason(why) {
  return [
    '', '', 'Too many offers wait there.', 'There is not enough room.', 'The disk is full.', 'The disk could not be written.', 'The file is gone.',
    'The file may not be read.', 'The file changed while it was sent.', 'What came is not what was offered.', 'It is larger than this browser takes.',
    'The other side sent something that makes no sense.', 'The other side uses another version.', 'The offer is not known any more.', 'The other side closed Parley.',
    'The other side was not heard of.',
  ][why] ?? '';
}
