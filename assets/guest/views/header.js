import { h } from './dom.js';

const mark = new URL('../icon.svg', import.meta.url).href;

/** header names the program. */
export const header = () => h('header', { class: 'head' }, h('img', { src: mark, alt: '', width: '34', height: '34' }), h('span', {}, 'Parley'));
