package extract

import (
	"bytes"
	"regexp"
	"strings"

	"pressclip/internal/press"
)

// fault says why a page is no article, or nil. It is careful: a page that says of itself that it is an article and
// shows a text is one, and single words never decide.
func (p *page) fault() *press.Fault {
	declared := p.declared()
	if declared && p.words >= 60 && !p.mostlyConsent() {
		return nil
	}
	reports := p.reports()
	for _, check := range [...]struct {
		code press.FaultCode
		is   func(declared bool) string
	}{
		{press.FaultBotCheck, p.botCheck}, {press.FaultErrorPage, p.errorPage}, {press.FaultConsent, p.consentWall},
		{press.FaultLogin, p.login}, {press.FaultScript, p.scriptOnly}, {press.FaultSection, p.sectionPage}, {press.FaultEmpty, p.empty},
	} {
		if reports && check.code != press.FaultSection && check.code != press.FaultEmpty {
			continue // what it is about may well be cookies, a login or an error
		}
		if detail := check.is(declared); detail != "" {
			return &press.Fault{Code: check.code, URL: p.article.URL, Detail: detail}
		}
	}
	return nil
}

// reports says whether the text tells of something, as articles do, instead of speaking to the reader, as walls, checks
// and error pages do. Without a date more of it is wanted.
func (p *page) reports() bool {
	addressed := 0
	for _, i := range p.kept {
		if b := &p.blocks[i]; isAddressed(b.text) {
			addressed += b.words
		}
	}
	if addressed*3 > p.words {
		return false
	}
	if p.article.Published.IsZero() {
		return p.words >= 40 && !statusTitle.MatchString(strings.ToLower(p.docTitle))
	}
	return p.words >= 25 || p.words >= 12 && p.phrases(errorPhrases) == 0
}

// declared says whether the page calls itself an article: in its JSON-LD, or by its type and a date of publication.
// Lists of many articles are not meant.
func (p *page) declared() bool {
	if n := len(p.ld.articles); n > 0 && n <= 4 {
		return true
	}
	if p.ld.has("CollectionPage") || p.ld.has("ItemList") || len(p.ld.articles) > 4 {
		return false
	}
	return strings.EqualFold(p.meta("og:type"), "article") && (!p.article.Published.IsZero() || p.words > 150)
}

var botTitles = []string{"just a moment", "attention required", "access denied", "pardon our interruption", "checking your browser", "are you a robot", "robot check", "human verification", "security check", "sicherheitsüberprüfung", "sicherheitsprüfung",
	"bitte bestätigen sie, dass sie", "einen moment, bitte", "nur einen moment", "zugriff verweigert", "zugriff blockiert", "ddos protection", "ddos-guard", "bot-schutz", "bot verification", "captcha", "request blocked", "you have been blocked", "sind sie ein mensch", "verifying you are human"}

var botPhrases = []string{"enable javascript and cookies to continue", "checking if the site connection is secure", "verify you are human", "unusual traffic", "automated access", "ungewöhnliche aktivitäten", "ungewöhnlichen datenverkehr", "automatisierte zugriffe", "automatisierten zugriff",
	"dass sie kein roboter", "dass sie ein mensch sind", "sie kein bot", "ich bin kein roboter", "i am not a robot", "solve this captcha", "löse das captcha", "lösen sie das captcha", "ray id", "incident id", "reference #", "support-id"}

// botVendor names the bot check whose traces a page bears in its scripts.
func botVendor(page []byte) string {
	for _, v := range [...]string{"/cdn-cgi/challenge-platform/", "challenges.cloudflare.com", "captcha-delivery.com", "_Incapsula_Resource", "px-captcha", "perimeterx", "hcaptcha.com/1/api", "bm-verify", "awswaf.com", "geo.captcha", "friendly-challenge"} {
		if bytes.Contains(page, []byte(v)) {
			return v
		}
	}
	return ""
}

func (p *page) botCheck(declared bool) string {
	if declared || p.allWords() > 250 {
		return ""
	}
	title := strings.ToLower(p.docTitle + " " + p.article.Title)
	for _, t := range botTitles {
		if strings.Contains(title, t) {
			return "title: " + t
		}
	}
	vendor := botVendor(p.source)
	if n := p.phrases(botPhrases); n > 1 || n == 1 && vendor != "" {
		return "asks for a human"
	}
	if vendor != "" && p.allWords() < 60 {
		return "script: " + vendor
	}
	return ""
}

// statusTitle is a title that is a status or begins with one; a number elsewhere is what the article is about.
var statusTitle = regexp.MustCompile(`(?:^|\| )404\s*(?:$|[^\s\pL\pN])`)

var errorTitles = []string{"nicht gefunden", "not found", "seite nicht verfügbar", "existiert nicht", "seite existiert", "seite wurde nicht", "fehlerseite", "fehler 4", "fehler 5", "error 4", "error 5", "interner serverfehler", "internal server error", "service unavailable", "vorübergehend nicht erreichbar",
	"nicht mehr verfügbar", "page unavailable", "bad gateway", "wartungsarbeiten", "wartungsmodus", "artikel wurde gelöscht", "oops", "hoppla", "uups"}

var errorPhrases = []string{"seite nicht gefunden", "seite wurde nicht gefunden", "seite konnte nicht gefunden", "seite existiert nicht", "seite existiert leider", "artikel wurde nicht gefunden", "artikel konnte nicht gefunden", "nicht mehr verfügbar", "leider nicht mehr", "page not found", "could not be found",
	"seite, die sie suchen", "gesuchte seite", "angeforderte seite", "gewünschte seite", "aufgerufene seite", "aus dem archiv entfernt", "depubliziert", "wartungsarbeiten", "versuchen sie es später"}

func (p *page) errorPage(declared bool) string {
	if declared || p.words > 200 {
		return ""
	}
	title := strings.ToLower(p.docTitle)
	for _, i := range p.heads {
		title += " | " + strings.ToLower(p.blocks[i].text)
	}
	for _, t := range errorTitles {
		if (strings.Contains(title, t) || statusTitle.MatchString(title)) && (len(strings.Fields(p.article.Title)) < 9 || p.phrases(errorPhrases) > 0) && p.words < 120 {
			return "title: " + t
		}
	}
	if p.phrases(errorPhrases) > 0 && p.words < 60 && p.article.Published.IsZero() {
		return "says that there is nothing here"
	}
	return ""
}

var consentPhrases = []string{"cookie", "einwilligung", "zustimmung", "datenschutz", "personenbezogen", "tracking", "werbefrei", "pur-abo", "mit werbung", "akzeptieren", "privatsphäre", "partner", "endgerät", "anzeigen- und inhaltsmessungen", "personalisierte anzeigen", "personalisierte werbung", "consent", "accept all", "widerruf"}

// mostlyConsent says whether most sentences of the page are about consent.
func (p *page) mostlyConsent() bool {
	consent, all := 0, 0
	for i := range p.blocks {
		b := &p.blocks[i]
		if b.words < 6 {
			continue
		}
		all += b.words
		if low := " " + strings.ToLower(b.text); containsAny(low, consentPhrases) > 1 && (isAddressed(b.text) || strings.Contains(low, " wir ") || strings.Contains(low, " we ")) {
			consent += b.words
		}
	}
	return consent > 20 && consent*2 > all
}

func (p *page) consentWall(declared bool) string {
	if p.allWords() > 900 {
		return ""
	}
	if p.mostlyConsent() {
		return "most of it asks for consent"
	}
	if declared || p.words > 60 {
		return ""
	}
	for _, f := range p.facts.frames {
		if strings.Contains(f, "privacy-mgmt") || strings.Contains(f, "consent") || strings.Contains(f, "sourcepoint") || strings.Contains(f, "cmp.") {
			return "frame: consent"
		}
	}
	title := strings.ToLower(p.docTitle)
	if strings.Contains(title, "consent") || strings.Contains(title, "einwilligung") || strings.Contains(title, "zustimmung") || strings.Contains(title, "privacy gate") || strings.Contains(title, "cookie") {
		return "title"
	}
	return ""
}

func (p *page) login(declared bool) string {
	if declared && p.words >= 20 || p.words > 120 {
		return ""
	}
	title := strings.ToLower(p.docTitle + " " + p.article.Title)
	named := false
	for _, w := range [...]string{"login", "anmelden", "anmeldung", "einloggen", "log in", "sign in", "registrieren"} {
		named = named || strings.Contains(title, w)
	}
	if p.facts.passwords > 0 && (named || p.words < 60) || named && p.words < 40 && !declared {
		return "asks for a password"
	}
	return ""
}

func (p *page) scriptOnly(declared bool) string {
	if p.words >= 20 || len(p.heads) > 0 && declared && p.words > 0 {
		return ""
	}
	if p.allWords() > 120 && !p.facts.mount {
		return ""
	}
	no := strings.ToLower(p.facts.noscript)
	switch {
	case p.facts.mount:
		return "an empty element waits for scripts"
	case strings.Contains(no, "javascript"):
		return "asks for JavaScript"
	case p.facts.scripts > 0 && p.allWords() < 10:
		return "holds nothing but scripts"
	}
	return ""
}

// sectionPage weighs what lists of articles have in common. Nothing of it decides alone.
func (p *page) sectionPage(declared bool) string {
	if declared {
		return ""
	}
	n := 0
	if kind := strings.ToLower(p.meta("og:type")); kind == "website" || kind == "" {
		n++
	}
	if p.ld.has("CollectionPage") || p.ld.has("ItemList") || len(p.ld.articles) > 4 || p.ld.has("SearchResultsPage") {
		n += 2
	}
	if isFront(p.url) || isShortPath(p.url.Path) {
		n++
	}
	switch {
	case p.facts.cards >= 12:
		n += 2
	case p.facts.cards >= 5:
		n++
	}
	if whole := &p.regions[0]; whole.linkChars*2 > whole.chars {
		n++
	}
	if p.article.Published.IsZero() {
		n++
	}
	long := 0
	for _, i := range p.kept {
		if p.blocks[i].words >= 40 {
			long++
		}
	}
	if long >= 4 && p.words >= 300 {
		n -= 3
	} else if p.words < 60 {
		n++
	}
	if n >= 5 || n >= 4 && isFront(p.url) && p.facts.cards >= 5 {
		return "a list of articles"
	}
	return ""
}

// isShortPath says whether an address looks like that of a section: few short steps without numbers.
func isShortPath(path string) bool {
	steps := strings.Split(strings.Trim(path, "/"), "/")
	for _, s := range steps {
		if strings.Count(s, "-") > 2 || len(s) > 40 || hasDigits(s, 4) {
			return false
		}
	}
	return len(steps) <= 3
}

func (p *page) empty(declared bool) string {
	switch {
	case p.article.Title == "":
		return "no headline"
	case p.words == 0, p.words < 10 && !declared, p.words < 25 && !declared && p.article.Published.IsZero():
		return "no text"
	}
	return ""
}

// allWords counts the words of the page outside of links.
func (p *page) allWords() int {
	n := 0
	for i := range p.blocks {
		if b := &p.blocks[i]; b.linkChars*2 < len(b.text) {
			n += b.words
		}
	}
	return n
}

// phrases counts which of the phrases occur anywhere in the page's text.
func (p *page) phrases(list []string) int {
	found := map[string]bool{}
	for i := range p.blocks {
		low := strings.ToLower(clip(p.blocks[i].text, 1000))
		for _, s := range list {
			if !found[s] && strings.Contains(low, s) {
				found[s] = true
			}
		}
	}
	return len(found)
}
