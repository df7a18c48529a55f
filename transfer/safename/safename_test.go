package safename_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"parley/transfer/safename"
)

// names is the table of hostile names, with what becomes of each as an item.
// An empty want says that only the rules of check count.
func names() map[string]string {
	table := map[string]string{
		// Nothing left, and the folder itself.
		"": "unnamed", ".": "unnamed", "..": "unnamed", "...": "unnamed", ". .": "unnamed", " ": "unnamed", "   ": "unnamed",
		".. ": "unnamed", " ..": "unnamed", "\u200b": "unnamed", "\u202e": "unnamed", "\u3164": "unnamed", "\u2800": "unnamed", "\ufeff": "unnamed",
		// Traversal and absolute paths.
		"../x": "__x", "..\\x": "__x", "../../etc/passwd": "", "..\\..\\windows\\system32": "", "/etc/passwd": "_etc_passwd", "//server/share": "__server_share",
		"\\\\server\\share": "__server_share", "/": "_", "\\": "_", "a/b": "a_b", "a\\b": "a_b", "a/../b": "a_.._b", "./a": "__a", "~/x": "~_x", "~": "~",
		"foo/": "foo_", "foo/..": "foo_", "/dev/null": "_dev_null", "\\\\?\\C:\\x": "", "\\\\.\\PhysicalDrive0": "", "/proc/self/mem": "", "..%2f": "_%2f", "%2e%2e%2f": "%2e%2e%2f",
		"..;/x": "", "..\x00/x": "", "\u2025/x": "", "\uff0e\uff0e\uff0fx": "", "\u2215etc": "∕etc", "\u2044etc": "⁄etc", "C0\xc0\xafx": "",
		// Drives and streams.
		"C:": "C_", "C:\\x": "C__x", "c:x": "c_x", "C:/x": "C__x", "a:b": "a_b", "file.txt:stream": "file.txt_stream", "file.txt::$DATA": "file.txt__$DATA", ":": "_", "::$DATA": "__$DATA",
		"x:Zone.Identifier": "x_Zone.Identifier", "a*b": "a_b", "a?b": "a_b", `a"b`: "a_b", "a<b": "a_b", "a>b": "a_b", "a|b": "a_b", "-rf": "-rf", "--help": "--help", "$HOME": "$HOME", "`id`": "`id`", "$(id)": "$(id)",
		"a;b": "a;b", "a&b": "a&b", "%PATH%": "%PATH%", "a'b": "a'b",
		// Trailing dots and blanks.
		"a.": "a", "a..": "a", "a ": "a", "a . ": "a", " a": "a", "a. .": "a", "a.txt.": "a.txt", "a.txt ": "a.txt", "a\u00a0": "a", "\u00a0a": "a", "a\u3000": "a", "a\u2003b": "a b", "a .txt": "a .txt",
		// Control characters.
		"a\x00b": "a_b", "a\x01b": "a_b", "a\nb": "a b", "a\rb": "a b", "a\tb": "a b", "a\x1b[31mb": "a_[31mb", "a\x7fb": "a_b", "\x00": "_", "a\u0085b": "a_b", "\x1b]0;x\x07": "", "a\bb": "a_b", "a\u009bb": "a_b",
		"a\u2028b": "a b", "a\u2029b": "a b",
		// Directions and what cannot be seen.
		"photo\u202egpj.exe": "photogpj.exe", "\u202dx": "x", "\u2066x\u2069": "x", "x\u200ey": "xy", "x\u200fy": "xy", "x\u061cy": "xy", "a\u200bb": "ab", "a\ufeffb": "ab", "a\u00adb": "ab", "a\u2060b": "ab",
		"a\u200db": "ab", "a\u200cb": "ab", "a\u180eb": "ab", "a\U000e0041b": "ab", "a\ufff9b": "ab", "\u2067evil": "evil", "a\u3164b": "a b", "a\u115fb": "a b", "a\uffa0b": "a b", "a\u2800b": "a b",
		"👩\u200d💻.txt": "👩\u200d💻.txt", "نامه\u200cای.txt": "نامه\u200cای.txt", "👩\u200d": "👩", "\u200d👩": "👩", "👩\u200d\u200d💻": "",
		"a\ue000b": "a_b", "a\U000f0000b": "a_b", "a\ufdd0b": "", "a\U0010ffffb": "", "a\u0378b": "",
		// Composed and not, and letters of other scripts.
		"e\u0301.txt": "\u00e9.txt", "\u00e9.txt": "\u00e9.txt", "A\u030a": "\u00c5", "\u212b": "\u00c5", "o\u200b\u0308": "\u00f6", "\u1100\u1161": "\uac00", "ﬁle": "ﬁle", "ſ": "ſ", "İ": "İ", "ß": "ß", "ẞ": "ẞ", "K": "K", "名前.txt": "名前.txt", "имя": "имя", "שם": "שם",
		"README": "README", "readme": "readme", "ReadMe": "ReadMe",
		// Not UTF-8.
		"a\xffb": "a_b", "\xff\xfe": "__", "\xc0\xae\xc0\xae/": "", "\xed\xa0\x80": "", "caf\xe9": "caf_", "\xf8\x88\x80\x80\x80": "", "a\xc3": "a_", "\xe2\x80": "",
		// Dot files, and what desktops read.
		".bashrc": "_bashrc", ".ssh": "_ssh", ".profile": "_profile", "..bashrc": "_bashrc", "...x": "_x", ".git": "_git", ".config": "_config", ". x": "_ x", ".\u200bbashrc": "_bashrc",
		"\u200b.bashrc": "_bashrc", " .bashrc": "_bashrc", ".DS_Store": "_DS_Store", ".directory": "_directory", "desktop.ini": "_desktop.ini", "Desktop.INI": "_Desktop.INI", "autorun.inf": "_autorun.inf", "AUTORUN.INF": "_AUTORUN.INF", "x.desktop": "x.desktop",
		".htaccess": "_htaccess", ".env": "_env", ".hidden.txt": "_hidden.txt", "._x": "__x", ".COM1": "", ".con": "",
		// Devices.
		"CON": "_CON", "con": "_con", "Con.txt": "_Con.txt", "con.tar.gz": "_con.tar.gz", "con .txt": "_con .txt", "PRN": "_PRN", "aux": "_aux", "aux.h": "_aux.h", "NUL": "_NUL", "nul.": "_nul", "NUL ": "_NUL", "nul.txt.txt": "_nul.txt.txt",
		"CONIN$": "_CONIN$", "conout$": "_conout$", "CLOCK$": "_CLOCK$", "COM\u00b9": "_COM\u00b9", "com\u00b2.txt": "_com\u00b2.txt", "LPT\u00b3": "_LPT\u00b3", "COM10": "COM10", "COM": "COM", "CONSOLE": "CONSOLE", "com\u2071": "com\u2071", "nul\u200b": "_nul", "n\u200bul": "_nul",
		"con:": "con_", "co\u0301n": "c\u00f3n", "CON/x": "CON_x", "lpt": "lpt", "NULL": "NULL", "AUX.": "_AUX", "\u202eNUL": "_NUL",
		// Long ones.
		strings.Repeat("a", 199): strings.Repeat("a", 199), strings.Repeat("a", 200): strings.Repeat("a", 200), strings.Repeat("a", 201): strings.Repeat("a", 200), strings.Repeat("a", 255): "", strings.Repeat("a", 1024): "",
		strings.Repeat("a", 300) + ".txt": strings.Repeat("a", 196) + ".txt", strings.Repeat("a", 300) + ".tar.gz": strings.Repeat("a", 193) + ".tar.gz", "a." + strings.Repeat("b", 300): "",
		strings.Repeat("名", 200): strings.Repeat("名", 66), strings.Repeat("👩", 100) + ".png": "", strings.Repeat("e\u0301", 300): "", "a" + strings.Repeat("\u0301", 500): "", strings.Repeat("\u0301", 500): "",
		strings.Repeat(".", 500): "unnamed", strings.Repeat(" ", 500): "unnamed", strings.Repeat("a", 190) + strings.Repeat(" ", 100) + "b": "", strings.Repeat("../", 300): "", strings.Repeat("\u202e", 300): "unnamed",
		strings.Repeat("a", 199) + "\u00e9": strings.Repeat("a", 199), "." + strings.Repeat("a", 300): "",
		// Nothing wrong.
		"holiday.jpg": "holiday.jpg", "my file (1).txt": "my file (1).txt", "a.b.c.d": "a.b.c.d", "100%.txt": "100%.txt", "#1": "#1", "a,b": "a,b", "a=b": "a=b", "[x]": "[x]", "{x}": "{x}", "x^y": "x^y", "x!": "x!", "@x": "@x", "x~1": "x~1", "PROGRA~1": "PROGRA~1",
	}
	for digit := range 10 {
		for _, device := range []string{"com", "LPT"} {
			name := fmt.Sprintf("%s%d", device, digit)
			table[name], table[name+".log"] = "_"+name, "_"+name+".log"
		}
	}
	return table
}

func TestItemTable(t *testing.T) {
	table := names()
	if len(table) < 200 {
		t.Fatalf("only %d names", len(table))
	}
	for name, want := range table {
		got := safename.Item(name)
		if want != "" && got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
		check(t, name, got)
		if strings.HasPrefix(got, ".") {
			t.Errorf("%q becomes hidden %q", name, got)
		}
		check(t, name, safename.Nested(name))
	}
}

func TestNestedKeepsDotFiles(t *testing.T) {
	for name, want := range map[string]string{
		".git": ".git", ".env": ".env", "..x": "..x", ".": "unnamed", "..": "unnamed", ".DS_Store": "_.DS_Store", "desktop.ini": "_desktop.ini", ".gitignore ": ".gitignore",
	} {
		if got := safename.Nested(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for name, want := range map[string]string{
		"a.txt": "a (1).txt", "a": "a (1)", "a.tar.gz": "a (1).tar.gz", ".env": ".env (1)", "a.b.c": "a.b (1).c", ".tar.gz": ".tar (1).gz",
	} {
		if got := safename.Number(name, 1); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

// TestCreated makes a file of each name inside a folder, and finds nothing
// else and nothing outside.
func TestCreated(t *testing.T) {
	outside := t.TempDir()
	folder := filepath.Join(outside, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{}
	for name := range names() {
		safe := safename.Item(name)
		if err := os.WriteFile(filepath.Join(folder, safe), nil, 0o600); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		made[safe] = true
	}
	inside, _ := os.ReadDir(folder)
	if len(inside) != len(made) {
		t.Errorf("%d files, want %d", len(inside), len(made))
	}
	if around, _ := os.ReadDir(outside); len(around) != 1 {
		t.Errorf("made outside: %v", around)
	}
}

var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)`)

// check holds a safe name to the rules.
func check(t interface{ Errorf(string, ...any) }, name, safe string) {
	switch {
	case safe == "", safe == ".", safe == "..":
		t.Errorf("%q becomes %q", name, safe)
	case len(safe) > safename.MaxBytes:
		t.Errorf("%q becomes %d bytes", name, len(safe))
	case !utf8.ValidString(safe), !norm.NFC.IsNormalString(safe):
		t.Errorf("%q becomes %q: no UTF-8 in NFC", name, safe)
	case strings.ContainsAny(safe, "/\\:*?\"<>|\x00\x7f\u202e\u200b"):
		t.Errorf("%q becomes %q", name, safe)
	case strings.TrimRight(safe, ". ") != safe, strings.TrimLeft(safe, " ") != safe:
		t.Errorf("%q becomes %q: blanks or dots at the ends", name, safe)
	case !filepath.IsLocal(safe) || filepath.Base(safe) != safe:
		t.Errorf("%q becomes %q: not local", name, safe)
	}
	if device.MatchString(safe) {
		t.Errorf("%q becomes %q: a device", name, safe)
	}
	for _, r := range safe {
		if r < ' ' {
			t.Errorf("%q becomes %q: control character", name, safe)
		}
	}
}

func FuzzItem(f *testing.F) {
	for name := range names() {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		safe := safename.Item(name)
		check(t, name, safe)
		if again := safename.Item(safe); again != safe {
			t.Errorf("%q becomes %q, then %q", name, safe, again)
		}
		nested := safename.Nested(name)
		check(t, name, nested)
		if again := safename.Nested(nested); again != nested {
			t.Errorf("%q becomes %q, then %q", name, nested, again)
		}
	})
}
