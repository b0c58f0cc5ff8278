package weburl

import (
	"errors"
	"testing"
)

// TestName: the same parts have the same name, others another, and a name is none of an address.
func TestName(t *testing.T) {
	one := Name("print", "Elbblatt", "2026-11-20", "derhafen")
	if !Named(one) {
		t.Errorf("%q is no name", one)
	}
	if one[len(nameScheme)+14] != '8' {
		t.Errorf("%q is not of version 8", one)
	}
	if again := Name("print", "Elbblatt", "2026-11-20", "derhafen"); again != one {
		t.Errorf("the same parts have %q and %q", one, again)
	}
	if other := Name("print", "Elbblatt", "2026-11-21", "derhafen"); other == one {
		t.Error("another day has the same name")
	}
	if known, err := Known(" " + one + "\n"); known != one || err != nil {
		t.Errorf("known as %q, %v", known, err)
	}
	for _, bad := range []string{"", "urn:uuid:", one + "0", one[:len(one)-1] + "g", "https://elbblatt.example/"} {
		if Named(bad) {
			t.Errorf("%q counts as a name", bad)
		}
	}
	if _, err := Known("urn:isbn:3"); !errors.Is(err, ErrAddress) {
		t.Errorf("another name: %v", err)
	}
	if Key(one) != "" || Host(one) != "" {
		t.Error("a name has a key or a host of the web")
	}
}
