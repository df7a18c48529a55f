package assets

import _ "embed" // for the page

// ServePage is what a server of Parley shows browsers, a page of HTML without
// scripts.
//
//go:embed serve/page.html
var ServePage []byte
