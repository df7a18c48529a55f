package history_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"parley/call/chat"
	"parley/call/chat/history"
)

// writerDir names the variable with the profile of a process that writes.
const writerDir = "PARLEY_TEST_HISTORY"

const kills = 24

// TestKilledAtAnyMoment ends a writing process with SIGKILL, again and again,
// and looks for every message that it was told is stored. Every other time the
// process may be killed before its first one, while it opens the database.
func TestKilledAtAnyMoment(t *testing.T) {
	dir := t.TempDir()
	stored := make(map[string]bool)
	for round := range kills {
		n := len(stored)
		killOnce(t, dir, round, stored)
		if round%2 == 0 && len(stored) == n {
			t.Errorf("round %d stored nothing", round)
		}
		check(t, dir, stored)
	}
	t.Logf("%d messages survived %d kills", len(stored), kills)
}

// killOnce lets a process write for a moment.
func killOnce(t *testing.T, dir string, round int, stored map[string]bool) {
	t.Helper()
	writer := exec.Command(os.Args[0])
	writer.Env = append(os.Environ(), writerDir+"="+dir, fmt.Sprintf("PARLEY_TEST_ROUND=%d", round))
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() {
		if err := writer.Process.Kill(); err != nil {
			t.Error(err)
		}
	}
	if round%2 == 1 {
		time.AfterFunc(rand.N(200*time.Millisecond), kill)
	}
	lines := bufio.NewScanner(out)
	for first := true; lines.Scan(); first = false {
		stored[lines.Text()] = true
		if first && round%2 == 0 {
			time.AfterFunc(rand.N(60*time.Millisecond), kill)
		}
	}
	if err := writer.Wait(); err == nil || err.Error() != "signal: killed" {
		t.Fatalf("the writer ended by itself: %v", err)
	}
}

// intact opens a history as any program does, and checks it and its index.
func intact(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity: %s, %v", verdict, err)
	}
	if _, err := db.Exec("INSERT INTO word (word, rank) VALUES ('integrity-check', 1)"); err != nil {
		t.Fatalf("integrity of the index: %v", err)
	}
	return db
}

// check looks for what was stored.
func check(t *testing.T, dir string, stored map[string]bool) {
	t.Helper()
	db := intact(t, dir)
	defer db.Close()
	rows, err := db.Query("SELECT text FROM message")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	there := make(map[string]bool)
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		there[text] = true
	}
	for text := range stored {
		if !there[text] {
			t.Fatalf("%s was stored and is lost", text)
		}
	}
}

// writeUntilKilled is the process that is killed. It prints each message once
// the history says that it is stored.
func writeUntilKilled(dir string) {
	s, err := history.Open(dir, true)
	if err != nil {
		panic(err)
	}
	go func() {
		for i := 0; ; i++ {
			text := fmt.Sprintf("message %s.%d", os.Getenv("PARLEY_TEST_ROUND"), i)
			m := said(ben, 0, text)
			m.Message.ID = chat.NewID()
			if i%8 == 0 { // some are written together, and some alone
				time.Sleep(5 * time.Millisecond)
			}
			for !s.Record(thread, []chat.Change{m, chat.Reacted{On: m.Message.Ref, Reaction: chat.Reaction{By: anna, Emoji: "👍"}}}) {
				time.Sleep(time.Millisecond)
			}
		}
	}()
	for e := range s.Events() {
		switch e := e.(type) {
		case history.Stored:
			fmt.Println(e.Changes[0].(chat.Said).Message.Text)
		default:
			panic(fmt.Sprintf("%+v", e))
		}
	}
}
