/**
 * Fault is why something ended. Its kind is one of: `seal` (the message is to be
 * dropped), `protocol`, `version`, `wrong-key`, `self`, `lost`, `slow`,
 * `closed`, `ended` (the other side closed), `full`, `away`.
 */
export class Fault extends Error {
  constructor(kind, detail = kind) {
    super(detail);
    this.kind = kind;
  }
}

/** breach says that the other side does not keep to the protocol. */
export const breach = (detail) => new Fault('protocol', detail);
