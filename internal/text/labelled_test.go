package text

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
)

// labelled reads a table of testdata/words: of each line the columns behind the mark.
func labelled(t testing.TB, table, mark string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/words/" + table + ".tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows [][]string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		columns := strings.Split(lines.Text(), "\t")
		if columns[0] == mark {
			rows = append(rows, columns[1:])
		}
	}
	return rows
}

// failing returns the rows of a table for which wrong holds, and their share in percent.
func failing(rows [][]string, wrong func(row []string) bool) (faults []string, percent float64) {
	for _, row := range rows {
		if wrong(row) {
			faults = append(faults, strings.Join(row, "/"))
		}
	}
	return faults, 100 * float64(len(faults)) / float64(len(rows))
}

func leftApart(row []string) bool { return !meet(row[0], row[1]) || !meet(row[1], row[0]) }

func falselyMeets(row []string) bool { return meet(row[0], row[1]) || meet(row[1], row[0]) }

func oversplit(row []string) bool { return len(singleParts(row[0])) > 0 }

// singleParts lists the stems of the parts of a word, without those put together.
func singleParts(word string) []string {
	l := german()
	if len(l.compound(word, Fold(word))) == 0 {
		return nil
	}
	var parts []string
	for _, p := range l.cutCompound(Fold(word)) {
		parts = appendNew(parts, p.stem)
	}
	return parts
}

// The shares of faults, in percent, that the labelled words may have; held-out words are counted apart.
func TestLabelledPairs(t *testing.T) {
	for _, c := range []struct {
		table, mark string
		wrong       func(row []string) bool
		most        float64
	}{
		{"meet", "tune", leftApart, 6},
		{"meet", "held", leftApart, 6},
		{"apart", "tune", falselyMeets, 6},
		{"apart", "held", falselyMeets, 6},
		{"whole", "tune", oversplit, 8},
		{"whole", "held", oversplit, 8},
	} {
		rows := labelled(t, c.table, c.mark)
		faults, percent := failing(rows, c.wrong)
		t.Logf("%s, %s: %d of %d, %.1f %%", c.table, c.mark, len(faults), len(rows), percent)
		if percent > c.most {
			t.Errorf("%s, %s: %.1f %% are wrong, at most %v %% may be", c.table, c.mark, percent, c.most)
		}
		if c.mark == "tune" {
			t.Logf("%q", faults)
		}
	}
}

func TestLabelledCompounds(t *testing.T) {
	const least = .93
	for _, mark := range []string{"tune", "held"} {
		right, found, wanted := 0, 0, 0
		for _, row := range labelled(t, "compounds", mark) {
			parts, want := singleParts(row[0]), strings.Fields(row[1])
			hits := 0
			for _, w := range want {
				if slices.ContainsFunc(stemsOf(w), func(s string) bool { return slices.Contains(parts, s) }) {
					hits++
				}
			}
			right, found, wanted = right+hits, found+len(parts), wanted+len(want)
			if mark == "tune" && (hits < len(want) || len(parts) > len(want)) {
				t.Log(row, parts)
			}
		}
		precision, recall := float64(right)/float64(max(found, 1)), float64(right)/float64(wanted)
		t.Logf("compounds, %s: precision %.3f, recall %.3f", mark, precision, recall)
		if precision < least || recall < least {
			t.Errorf("compounds, %s: precision %.3f and recall %.3f, at least %v wanted", mark, precision, recall, least)
		}
	}
}
