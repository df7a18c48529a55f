import { equal, throws } from './run.js';

const id = '2f6c1d0e8b7a4f0d9c3e5a6b7c8d9e0f';

export default async (load) => {
  const { Chat } = await load('chat.js');
  const { readChat, isEmoji } = await load('chatmessage.js');
  const text = (fields) => JSON.stringify({ v: 1, type: 'text', id, at: 1, text: 'hello', ...fields });
  /** pipe is a channel that keeps what is sent. */
  const pipe = () => ({ readyState: 'open', sent: [], send(message) { this.sent.push(JSON.parse(message)); }, close() { this.readyState = 'closed'; } });
  const chat = () => {
    const came = [];
    const made = new Chat({ own: 'me', hears: { changed() {}, came: (message) => came.push(message) }, now: () => 10_000 });
    const channel = pipe();
    made.opened('a', channel);
    return { chat: made, channel, came };
  };
  return {
    'senseless messages'() {
      for (const message of ['', '[]', 'null', text() + text(), text({ v: 0 }), text({ v: 1.5 }), text({ id: 'x' }), text({ id: '0'.repeat(32) }), text({ at: -1 }), text({ at: 1e300 }),
        text({ text: '' }), text({ text: null }), text({ text: 'x'.repeat(16385) }), text({ text: '\ufffd' }), text({ text: '\0' }), text({ text: '\ud800' }),
        JSON.stringify({ v: 1, type: 'ack', ids: [] }), JSON.stringify({ v: 1, type: 'ack', ids: Array(65).fill(id) }), JSON.stringify({ v: 1, type: 'react', id, author: 'x', of: id, emoji: '' }),
        JSON.stringify({ v: 1, type: 'typing', on: 1 })]) throws(() => readChat(message));
    },
    'later versions and types are ignored'() {
      equal(readChat(text({ v: 2 })), null);
      equal(readChat('{"v":1,"type":"constructor"}'), null);
    },
    'a text is shown once and acknowledged each time'() {
      const { chat: c, channel, came } = chat();
      c.receive('a', text());
      c.receive('a', text());
      equal(came.length, 1);
      equal(channel.sent, [{ v: 1, type: 'ack', ids: [id] }, { v: 1, type: 'ack', ids: [id] }]);
    },
    'nobody changes what another wrote'() {
      const { chat: c } = chat();
      c.opened('b', pipe());
      c.receive('a', text());
      c.receive('b', JSON.stringify({ v: 1, type: 'edit', id: id.replace('2', '3'), of: id, text: 'forged' }));
      c.receive('b', JSON.stringify({ v: 1, type: 'delete', id: id.replace('2', '4'), of: id }));
      equal([c.messages[0].text, c.messages[0].deleted], ['hello', false]);
      c.receive('a', JSON.stringify({ v: 1, type: 'delete', id: id.replace('2', '5'), of: id }));
      equal([c.messages[0].text, c.messages[0].deleted], ['', true]);
    },
    'what was not delivered goes again'() {
      const { chat: c, channel } = chat();
      equal(c.say('one'), null);
      c.closed('a');
      equal(c.say('two'), 'nobody');
      const again = pipe();
      c.opened('a', again);
      equal(again.sent, channel.sent);
      equal(c.delivered(c.messages[0]), false);
      c.receive('a', JSON.stringify({ v: 1, type: 'ack', ids: [again.sent[0].id] }));
      equal(c.delivered(c.messages[0]), true);
    },
    'an edit, a reaction and a deletion go to all who have the message'() {
      const { chat: c, channel } = chat();
      c.say('one');
      const [message] = c.messages;
      c.edit(message, ' two ');
      c.react(message, '👍');
      c.react(message, '👍');
      c.remove(message);
      equal(channel.sent.map(({ type, of, text, emoji, author }) => [type, of === message.id, text, emoji, author]),
        [['text', false, 'one', undefined, undefined], ['edit', true, 'two', undefined, undefined], ['react', true, undefined, '👍', 'me'], ['react', true, undefined, '', 'me'], ['delete', true, undefined, undefined, undefined]]);
      equal([message.text, message.deleted, c.edit(message, 'three'), channel.sent.length], ['', true, null, 5]);
    },
    'what was overtaken is not sent again'() {
      const { chat: c } = chat();
      c.say('one');
      c.say('two');
      const [one, two] = c.messages;
      for (const text of ['1', '1!']) c.edit(one, text);
      for (const emoji of ['👍', '🎉']) c.react(one, emoji);
      c.remove(two);
      const again = pipe();
      c.opened('a', again);
      equal(again.sent.map(({ type, text, emoji }) => [type, text ?? emoji ?? '']), [['text', '1!'], ['edit', '1!'], ['react', '🎉'], ['delete', '']]);
      c.receive('a', JSON.stringify({ v: 1, type: 'ack', ids: [again.sent[0].id] }));
      equal(c.delivered(one), false);
      c.receive('a', JSON.stringify({ v: 1, type: 'ack', ids: [again.sent[1].id] }));
      equal(c.delivered(one), true);
    },
    'a text of which nothing is left is senseless, and the 32nd ends the channel'() {
      const { chat: c, channel, came } = chat();
      for (let i = 0; i < 31; i++) c.receive('a', text({ text: '\u202e' }));
      equal([came.length, channel.sent.length, channel.readyState], [0, 0, 'open']);
      c.receive('a', '{');
      equal(channel.readyState, 'closed');
    },
    'a flood is dropped unread'() {
      const { chat: c, came } = chat();
      for (let i = 0; i < 1000; i++) c.receive('a', text({ id: i.toString(16).padStart(32, '1') }));
      if (came.length > 300) throw new Error(`${came.length} were read`);
    },
    emoji() {
      for (const one of ['👍', '👩‍👩‍👧‍👦', '🇨🇭', '1️⃣', '❤️']) equal([one, isEmoji(one)], [one, true]);
      for (const none of ['', 'a', '👍👍', '1', '<', 'a👍']) equal([none, isEmoji(none)], [none, false]);
    },
  };
};
