package digest

import (
	"embed"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"sync"
	texttemplate "text/template"

	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/schedule"
)

//go:embed templates
var templateFiles embed.FS

// letter is an issue in words, as both forms of the mail say them.
type letter struct {
	Language string
	Title    string
	Lede     string
	Late     string // why it comes late, if it does
	Nothing  string // what is said if nothing stands in it
	Sections []section
	Older    *link // what was found by looking back
	Figures  string
	Rhythm   string
	Leave    link // without an address: to the mail program itself
	Page     *link
}

type section struct {
	Name    string
	Count   int
	Stories []story
}

// story is a clipping with the same text in other outlets.
type story struct {
	Meta      string
	URL       string // empty: it never stood in the web
	Title     string
	Extract   []press.Piece
	Elsewhere []link
	Why       string
}

// link leads somewhere, unless it has no address.
type link struct{ Label, URL string }

// For is the reader of a letter: how they can unsubscribe.
type For struct {
	Leave string // an address of the page, or of a mail that asks; empty: nobody in particular reads it
}

// forms are the two templates, which are part of the program.
var forms = sync.OnceValue(func() (f struct {
	html *template.Template
	text *texttemplate.Template
}) {
	f.html = template.Must(template.ParseFS(templateFiles, "templates/mail.html"))
	vocabulary := texttemplate.FuncMap{"wrap": wrap, "line": underline, "marked": marked}
	f.text = texttemplate.Must(texttemplate.New("mail.txt").Funcs(vocabulary).ParseFS(templateFiles, "templates/mail.txt"))
	return f
})

// HTML writes the issue as the HTML form of the mail.
func (k *Desk) HTML(s *Sheet, reader For) (string, error) { return k.letter(s, reader).html() }

// Text writes the issue as the text form of the mail.
func (k *Desk) Text(s *Sheet, reader For) (string, error) { return k.letter(s, reader).plain() }

func (l letter) html() (string, error) {
	var out strings.Builder
	err := forms().html.Execute(&out, l)
	return out.String(), err
}

func (l letter) plain() (string, error) {
	var out strings.Builder
	err := forms().text.Execute(&out, l)
	return out.String(), err
}

func (l letter) both() (text, html string, err error) {
	if text, err = l.plain(); err == nil {
		html, err = l.html()
	}
	return text, html, err
}

// marked is an extract with its marks between stars, as people write in plain text.
func marked(pieces []press.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Mark {
			b.WriteString("*" + p.Text + "*")
			continue
		}
		b.WriteString(p.Text)
	}
	return b.String()
}

// Subject says how much is new.
func (s *Sheet) Subject() string {
	l := letter{Language: s.Digest.Language}
	if s.Empty() {
		return l.text("digest.subject.empty", s.Digest.Name)
	}
	return locale.Count(l.Language, "digest.subject", s.Total, s.Digest.Name)
}

// Say words a key in the language of the letter.
func (l letter) Say(key string) string { return l.text(key) }

func (l letter) text(key string, args ...any) string { return locale.Text(l.Language, key, args...) }

func (l letter) count(key string, n int, args ...any) string {
	return locale.Count(l.Language, key, n, args...)
}

func (k *Desk) letter(s *Sheet, reader For) letter {
	l := letter{Language: locale.Known(s.Digest.Language), Title: s.Digest.Name}
	l.Lede = k.lede(l, s)
	l.Late = k.late(l, s)
	if s.Empty() {
		l.Nothing = l.text("digest.nothing." + either(s.Digest.Select == "relevant", "relevant", "all"))
	}
	for _, p := range s.Projects {
		if len(p.Hits) > 0 {
			l.Sections = append(l.Sections, section{Name: p.Project, Count: len(p.Hits), Stories: k.stories(l, p)})
		}
	}
	if s.Issue.Late > 0 {
		l.Older = &link{Label: l.count("digest.older", s.Issue.Late), URL: k.archivePage(s)}
	}
	l.Figures = k.figures(l, s)
	l.Rhythm = l.text("digest.rhythm", schedule.Words(l.Language, s.Digest.Schedule))
	l.Leave = link{Label: l.text("digest.leave"), URL: reader.Leave}
	if k.Pages != "" {
		l.Page = &link{Label: l.text("digest.page"), URL: k.Pages + "/"}
	}
	return l
}

// lede says what the issue covers and how much stands in it.
func (k *Desk) lede(l letter, s *Sheet) string {
	said := []string{k.covered(l, s.Issue)}
	if !s.Empty() {
		said = append(said, l.text("digest.amount", l.count("digest.clippings", s.Total), l.count("digest.outlets", s.Outlets)))
	}
	open := s.New
	if s.Digest.Select == "relevant" {
		open = s.Issue.Unread
	}
	if open > 0 {
		said = append(said, l.count("digest.open", open))
	}
	return strings.Join(said, " · ")
}

// stories folds what has the same text into one, in the order of the first.
func (k *Desk) stories(l letter, s Section) []story {
	var all []story
	at := map[int64]int{}
	for _, h := range s.Hits {
		if i, told := at[h.Story]; told && h.Story != 0 {
			all[i].Elsewhere = append(all[i].Elsewhere, link{h.Outlet, h.URL})
			continue
		}
		at[h.Story] = len(all)
		all = append(all, k.story(l, h))
	}
	return all
}

func (k *Desk) story(l letter, h press.Hit) story {
	meta := []string{h.Outlet, locale.ShortDate(l.Language, dated(h), k.Now().In(k.Location))}
	if h.Paywalled != nil && *h.Paywalled {
		meta = append(meta, l.text("digest.paywalled"))
	}
	if h.Partial {
		meta = append(meta, l.text("digest.partial"))
	}
	if h.Medium != "" && h.Medium != press.MediumOnline {
		meta = append(meta, l.text("digest.medium."+string(h.Medium)))
	}
	if where := locale.Place(l.Language, h.Page, h.Programme); where != "" {
		meta = append(meta, where)
	}
	t := story{Meta: strings.Join(meta, " · "), URL: h.URL, Title: h.Title, Extract: press.Pieces(h.Snippet, h.Marks)}
	if t.Title == "" {
		t.Title = h.URL
	}
	if len(h.Projects) > 0 && len(h.Projects[0].Keywords) > 0 {
		t.Why = l.text("digest.why", strings.Join(h.Projects[0].Keywords, ", "))
	}
	return t
}

// figures say what was read, so that silence can be told from a press that was not heard.
func (k *Desk) figures(l letter, s *Sheet) string {
	said := l.text("digest.figures", l.count("digest.read", s.Issue.Read), l.count("digest.watched", s.Watched))
	const most = 3
	if n := len(s.Lost); n > most {
		return said + " " + l.count("digest.lost_more", n-most, strings.Join(s.Lost[:most], ", "))
	} else if n > 0 {
		return said + " " + l.text("digest.lost", locale.List(l.Language, s.Lost))
	}
	return said
}

// archivePage is where the page lists what looking back found; empty if readers of mail cannot see it.
func (k *Desk) archivePage(s *Sheet) string {
	if k.Pages == "" {
		return ""
	}
	return k.Pages + "/search?" + url.Values{"project": slices.Clone(s.Digest.Projects)}.Encode()
}

func either(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}
