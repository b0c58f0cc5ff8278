package warc

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shapes are one recording in all the ways in which it may be compressed.
func shapes(t *testing.T) map[string][]byte {
	t.Helper()
	var records []string
	for i := range 40 {
		kind := []string{"response", "request", "response", "metadata"}[i%4]
		records = append(records, record(kind, fmt.Sprintf("https://blatt.example/%d", i), "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat(fmt.Sprintf("<p>%d</p>", i*i), 1+i*7%50)))
	}
	all := strings.Join(records, "")
	var cuts []string
	for rest := all; rest != ""; {
		n := min(len(rest), 97)
		cuts, rest = append(cuts, rest[:n]), rest[n:]
	}
	return map[string][]byte{
		"plain": []byte(all), "record by record": gzipped(t, records...), "as one": gzipped(t, all), "cut anywhere": gzipped(t, cuts...),
		"two by two": gzipped(t, paired(records)...), "some records": append(gzipped(t, records[:7]...), gzipped(t, strings.Join(records[7:], ""))...),
	}
}

func paired(list []string) (pairs []string) {
	for pair := range slices.Chunk(list, 2) {
		pairs = append(pairs, strings.Join(pair, ""))
	}
	return pairs
}

func gzipped(t *testing.T, members ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, m := range members {
		zw := gzip.NewWriter(&out)
		if _, err := zw.Write([]byte(m)); err != nil {
			t.Fatal(err)
		}
		if err := zw.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

func urlsOf(list []Response) (urls []string) {
	for _, r := range list {
		urls = append(urls, strings.TrimPrefix(r.URL, "https://blatt.example/"))
	}
	return urls
}

// Parts that follow each other have every record once, in its order, however the file is compressed.
func TestParts(t *testing.T) {
	for name, file := range shapes(t) {
		var want []Response
		if err := Read(bytes.NewReader(file), func(r Response) error { want = append(want, r); return nil }); err != nil || len(want) != 20 {
			t.Fatalf("%s: %d responses, %v", name, len(want), err)
		}
		for _, most := range []int{1, 3, 16, len(file)} {
			begins, err := Begins(bytes.NewReader(file), int64(len(file)), most, 1)
			if err != nil || name != "plain" && len(begins) != most {
				t.Fatalf("%s: begins at %v, %v", name, begins, err)
			}
			var got []Response
			used := 0
			for i, begin := range begins {
				before := len(got)
				end := append(begins, int64(len(file)))[i+1]
				if err := ReadPart(bytes.NewReader(file), Place{Byte: begin}, end, func(r Response) error { got = append(got, r); return nil }); err != nil {
					t.Fatalf("%s from %d: %v", name, begin, err)
				}
				if len(got) > before {
					used++
				}
			}
			if !slices.Equal(urlsOf(got), urlsOf(want)) {
				t.Errorf("%s in %d parts:\n got %v\nwant %v", name, most, urlsOf(got), urlsOf(want))
			}
			if name == "record by record" && most == 3 && used != 3 {
				t.Errorf("%d of 3 parts have something", used)
			}
		}
	}
}

// From the place of any record on, what follows is the same.
func TestPartFromPlace(t *testing.T) {
	for name, file := range shapes(t) {
		var all []Response
		end := int64(len(file))
		collect := func(into *[]Response) func(Response) error {
			return func(r Response) error { *into = append(*into, r); return nil }
		}
		if err := ReadPart(bytes.NewReader(file), Place{}, end, collect(&all)); err != nil {
			t.Fatal(err)
		}
		for i, r := range all {
			var rest []Response
			if err := ReadPart(bytes.NewReader(file), r.Place, end, collect(&rest)); err != nil || !slices.Equal(urlsOf(rest), urlsOf(all[i:])) {
				t.Errorf("%s from %+v: %v, want %v; %v", name, r.Place, urlsOf(rest), urlsOf(all[i:]), err)
			}
		}
	}
}
