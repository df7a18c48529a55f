// What a page of a link does when a part of it does not load, as when the network changes at that moment: no browser
// tries that again by itself. It is no module, and comes before them.

(() => {
  'use strict';
  const kept = 'parley-attempts';
  const most = 3; // times that a page loads itself again before it asks
  const pause = 500; // ms before the first, twice as many before each next one
  let broken = false;

  function attempts() {
    try {
      return Number(sessionStorage.getItem(kept) ?? 0);
    } catch {
      return most;
    }
  }

  function count(n) {
    try {
      if (n) sessionStorage.setItem(kept, n);
      else sessionStorage.removeItem(kept);
    } catch {
      // Where nothing is kept the page asks at once.
    }
  }

  function restart() {
    count(0);
    location.reload();
  }

  /** ask says what happened, and waits for the reader or the network. */
  function ask() {
    document.querySelector('#broken').hidden = false;
    document.querySelector('#broken button').addEventListener('click', restart);
    window.addEventListener('online', restart);
  }

  function again() {
    const n = attempts();
    if (n >= most) return ask();
    count(n + 1);
    setTimeout(() => location.reload(), pause * 2 ** n);
  }

  window.addEventListener('error', (event) => {
    broken ||= event.target instanceof Element && event.target.matches('script, link[rel=stylesheet]');
  }, true);
  window.addEventListener('load', () => (broken ? again() : count(0)));
})();
