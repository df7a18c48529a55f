import { equal } from './run.js';

export default async (load) => {
  const { ending } = await load('views/words.js');
  const { Toasts } = await load('views/toasts.js');
  const { Status } = await load('views/status.js');
  const { button } = await load('views/dom.js');
  const { linked } = await load('views/message.js');
  return {
    'links lead to the web and to mail, and nowhere else'() {
      const targets = (text) => linked(text).filter((part) => part.href).map((part) => part.href);
      equal(targets('See https://example.org/a?b=c. Or http://example.net, or HTTPS://example.com/X!'), ['https://example.org/a?b=c', 'http://example.net/', 'https://example.com/X']);
      equal(targets('Write to mailto:ada.l+x@example.org.'), ['mailto:ada.l+x@example.org']);
      equal(targets('mailto:a@example.org?bcc=eve@example.net mailto:a@example.org&x mailto:a..b@example.org mailto:@example.org mailto:a@b'), []);
      equal(targets('javascript:alert(1) file:///etc/passwd data:text/html,x https://ada@example.org parley:x'), []);
    },
    'a reason that nobody knows, whatever word it is'() {
      for (const reason of ['constructor', 'never-heard-of']) equal(ending(reason), ending('protocol'));
    },
    'a question stays while news passes'() {
      const toasts = new Toasts();
      const texts = () => [...toasts.element.children].map((toast) => toast.querySelector('span').textContent);
      const remove = toasts.tell('Mara asks to come in.', { stays: true });
      for (const name of ['Noor', 'Tomás', 'Yuki']) toasts.tell(`${name} left.`);
      equal(texts(), ['Mara asks to come in.', 'Yuki left.']);
      remove();
      equal(texts(), ['Yuki left.']);
    },
    'of many questions the newest are shown'() {
      const toasts = new Toasts();
      for (const name of ['Noor', 'Tomás', 'Yuki']) toasts.tell(name, { stays: true });
      equal([...toasts.element.children].map((toast) => toast.textContent), ['Tomás', 'Yuki']);
    },
    'a path is claimed when it is everybody\'s'() {
      const status = new Status();
      const says = (...paths) => {
        status.update(paths.map((path, key) => ({ key, survey: { path } })), new Set());
        return status.facts.textContent.split(' · ')[0];
      };
      equal(says('direct', 'direct'), 'Direct');
      equal(says('direct', 'relay'), 'Through a relay');
      equal(says('direct', null), 'End-to-end encrypted'); // of one it is not known yet
    },
    'a button says what it does where its words say less'() {
      equal(button({ words: 'No', label: 'Do not let Mara in' }).getAttribute('aria-label'), 'Do not let Mara in');
      equal(button({ words: 'No' }).getAttribute('aria-label'), null);
      equal(button({ label: 'Close chat', sign: 'close' }).getAttribute('aria-label'), 'Close chat');
    },
  };
};
