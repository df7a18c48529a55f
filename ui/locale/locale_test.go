package locale_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"fyne.io/fyne/v2/lang"

	_ "parley/ui/locale"
)

// childVariable makes the test binary a program that starts and ends.
const childVariable = "PARLEY_LOCALE_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	fmt.Print(lang.SystemLocale())
}

// start starts the program and returns its language and its complaints.
func start(t *testing.T, environment ...string) (language, complaints string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(environment, childVariable+"=1")
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out), errors.String()
}

func TestStartIsSilent(t *testing.T) {
	for environment, want := range map[string]string{
		"":                                       "en",
		"LANG=C.UTF-8":                           "en",
		"LC_ALL=C.UTF-8":                         "en",
		"LANGUAGE=fr":                            "fr",
		"LANG=C.UTF-8 LANGUAGE=fr":               "fr",
		"LANG=C.UTF-8 LC_MESSAGES=de_DE.UTF-8":   "de-DE",
		"LC_ALL=de_DE.UTF-8 LC_MESSAGES=C.UTF-8": "de-DE",
	} {
		language, complaints := start(t, strings.Fields(environment)...)
		if complaints != "" || !strings.HasPrefix(language, want) {
			t.Errorf("%q: language %q, and it said\n%s", environment, language, complaints)
		}
	}
}

// A locale that really is none is still complained of.
func TestComplaintsAreHeard(t *testing.T) {
	if _, complaints := start(t, "LANG=12.UTF-8"); complaints == "" {
		t.Error("nothing was said")
	}
}
