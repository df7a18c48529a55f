package guest

import (
	"embed"
	"io/fs"
	"strings"

	"github.com/sethvargo/go-diceware/diceware"

	"parley/assets"
)

// page is what a browser is shown behind a link. {base} stands for the folder
// of its files, {modules} for links to them.
//
//go:embed index.html
var page []byte

//go:embed *.js files/*.js styles/*.css views/*.js
var sources embed.FS

// files returns what the page loads, by path, such as views/lobby.js.
func files() map[string][]byte {
	all := map[string][]byte{
		"icon.svg":  assets.Mark,
		"words.txt": []byte(words()),
	}
	_ = fs.WalkDir(sources, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		all[path], err = sources.ReadFile(path)
		return err
	}) // what is embedded can be read
	return all
}

// words is the list that safety words are taken from, a word a line.
func words() string {
	const sides, dice = 6, 5
	list := diceware.WordListEffLarge()
	var out strings.Builder
	for i := range sides * sides * sides * sides * sides {
		thrown, place := 0, 1
		for range dice {
			thrown += (i%sides + 1) * place
			i, place = i/sides, place*10
		}
		out.WriteString(list.WordAt(thrown))
		out.WriteByte('\n')
	}
	return out.String()
}
