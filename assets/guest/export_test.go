package guest

// Sources returns what the page loads, as text.
func Sources() map[string]string {
	all := map[string]string{"index.html": string(page)}
	for name, data := range files() {
		all[name] = string(data)
	}
	return all
}

// Folder returns where the page's files are, with its slash.
func (g Site) Folder() string { return g.folder }
