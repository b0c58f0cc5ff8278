package demo

import (
	"strings"
	"testing"
	"time"
)

const written = `--- 1
title: Ein Titel: mit Doppelpunkt
lead: Ein Vorspann.
section: Ort
author: Redaktion
age: 1d2h

Ein Absatz
in zwei Zeilen.

Noch einer.

--- 1
title: Ein anderer Titel
lead: Ein Vorspann.
author: Redaktion
amends: 90s

Nur noch einer.
`

// articlesOf are the articles of a text.
func articlesOf(text string) (all []article, err error) {
	blocks, err := parseBlocks(text)
	for _, b := range blocks {
		if err == nil {
			all, err = b.addTo(all, nil)
		}
	}
	return all, err
}

func TestRead(t *testing.T) {
	all, err := articlesOf(written)
	if err != nil || len(all) != 1 || len(all[0].versions) != 2 {
		t.Fatalf("%v %+v", err, all)
	}
	a := all[0]
	first, second := a.versions[0], a.versions[1]
	if a.at != -26*time.Hour || first.from != a.at || second.from != 90*time.Second {
		t.Errorf("times: %v %v %v", a.at, first.from, second.from)
	}
	if first.title != "Ein Titel: mit Doppelpunkt" || strings.Join(first.paragraphs, "|") != "Ein Absatz in zwei Zeilen.|Noch einer." {
		t.Errorf("first version: %+v", first)
	}
	if second.section != "Ort" || len(second.paragraphs) != 1 {
		t.Errorf("second version: %+v", second)
	}
}

func TestReadMistakes(t *testing.T) {
	one, _, _ := strings.Cut(written, "\n--- 1\ntitle: Ein anderer")
	for name, text := range map[string]string{
		"text before": "verirrt\n" + written,
		"no lead":     strings.Replace(one, "lead: ", "other: ", 1),
		"no key":      strings.Replace(one, "title: ", "", 1) + "",
		"no age":      strings.Replace(one, "age: 1d2h", "age: bald", 1),
		"bad days":    strings.Replace(one, "age: 1d2h", "age: xd", 1),
		"twice":       one + "\n" + one,
		"amends none": strings.Replace(one, "age: 1d2h", "amends: 1m", 1),
		"no wire":     strings.Replace(one, "age: ", "wire: fehlt\nage: ", 1),
	} {
		if all, err := articlesOf(text); err == nil {
			t.Errorf("%s: read as %+v", name, all)
		}
	}
}

// FuzzRead holds that no text makes the reader panic, and that what it reads is whole.
func FuzzRead(f *testing.F) {
	f.Add(written)
	f.Add("--- \n\n")
	f.Add("--- 1\nage: 1dd\n\n\n\n--- ")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := articlesOf(text)
		if err != nil {
			return
		}
		for _, a := range all {
			for _, v := range a.versions {
				if v.title == "" || len(v.paragraphs) == 0 || v.section == "" {
					t.Errorf("half an article: %+v", v)
				}
			}
		}
	})
}
