package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hint is what the names that a page gives an element suggest about what stands in it.
type hint uint32

const (
	hintRelated  hint = 1 << iota // links to other articles
	hintPromo                     // newsletter, subscription, donation, advertisement
	hintSocial                    // share, follow
	hintComments                  // what readers say
	hintConsent                   // cookies and embedded content that waits for consent
	hintHidden                    // not shown
	hintNav                       // ways through the site
	hintPoll                      // votes and quizzes
	hintCaption                   // caption, credit
	hintMedia                     // galleries and players
	hintAuthor                    // byline, author box
	hintDate                      // when it was published
	hintLead                      // the paragraph under the headline
	hintHead                      // the head of the article
	hintBody                      // the text itself
	hintTopics                    // tags
	hintAside                     // beside the text
	hintForm                      // something to fill in
	hintTool                      // print, listen, remember
	hintCard                      // the short form of an article that stands elsewhere
	hintPaywall                   // where the free part ends
	hintInfo                      // a box with facts that belongs to the article
)

// hintClutter are the hints whose elements hold no text of the article.
const hintClutter = hintRelated | hintPromo | hintSocial | hintComments | hintConsent | hintHidden | hintNav | hintPoll |
	hintCaption | hintMedia | hintAuthor | hintDate | hintTopics | hintForm | hintTool | hintCard | hintPaywall

// hintAway are the clutter hints that no sentence can outweigh when the article's place is looked for.
const hintAway = hintRelated | hintPromo | hintComments | hintConsent | hintHidden | hintNav | hintCard

// hintWords are the words of class names, ids and roles that carry a hint, German and English, as newspapers use them.
var hintWords = map[string]hint{
	"related": hintRelated, "recommend": hintRelated, "recommendation": hintRelated, "recommendations": hintRelated,
	"recommended": hintRelated, "recirculation": hintRelated, "empfehlung": hintRelated, "empfehlungen": hintRelated,
	"readmore": hintRelated, "readalso": hintRelated, "weiterlesen": hintRelated, "mehr": hintRelated,
	"linklist": hintRelated, "linkliste": hintRelated, "outbrain": hintRelated, "taboola": hintRelated, "plista": hintRelated,
	"trending": hintRelated, "popular": hintRelated, "mostread": hintRelated, "meistgelesen": hintRelated, "similar": hintRelated,
	"more": hintRelated, "linkbox": hintRelated, "verwandt": hintRelated, "verwandte": hintRelated,
	"recos": hintRelated, "reco": hintRelated, "crosslink": hintRelated, "crosslinks": hintRelated, "furtherreading": hintRelated,
	"themenbox": hintRelated, "also": hintRelated, "weitere": hintRelated, "bestof": hintRelated, "latest": hintRelated,

	"teaser": hintCard, "teasers": hintCard, "teaserlist": hintCard, "card": hintCard, "cards": hintCard, "teaserbox": hintCard,

	"newsletter": hintPromo, "promo": hintPromo, "promotion": hintPromo, "promobox": hintPromo, "ad": hintPromo, "ads": hintPromo,
	"adslot": hintPromo, "advert": hintPromo, "advertisement": hintPromo, "advertorial": hintPromo, "anzeige": hintPromo,
	"anzeigen": hintPromo, "werbung": hintPromo, "sponsored": hintPromo, "sponsor": hintPromo, "banner": hintPromo,
	"subscribe": hintPromo, "subscription": hintPromo, "abo": hintPromo, "abobox": hintPromo, "donate": hintPromo,
	"donation": hintPromo, "donations": hintPromo, "spende": hintPromo, "spenden": hintPromo, "cta": hintPromo, "affiliate": hintPromo,
	"whatsapp": hintPromo | hintSocial, "marketing": hintPromo, "callout": hintPromo, "upsell": hintPromo, "shop": hintPromo,
	"fundraising": hintPromo, "crowdfunding": hintPromo, "membership": hintPromo, "offer": hintPromo, "offers": hintPromo,
	"appeal": hintPromo, "jobs": hintPromo, "stellenmarkt": hintPromo, "gewinnspiel": hintPromo, "podlove": hintPromo,

	"share": hintSocial, "shares": hintSocial, "sharing": hintSocial, "sharebar": hintSocial, "social": hintSocial, "teilen": hintSocial,
	"socials": hintSocial, "follow": hintSocial, "addtoany": hintSocial, "shariff": hintSocial, "socialmedia": hintSocial,

	"comment": hintComments, "commentary": 0, "comments": hintComments, "kommentare": hintComments, "disqus": hintComments, "forum": hintComments,
	"leserkommentare": hintComments, "usercomments": hintComments, "replies": hintComments, "leserbriefe": hintComments,
	"respond": hintComments, "commentlist": hintComments, "community": hintComments, "discussion": hintComments,

	"consent": hintConsent, "cookie": hintConsent, "cookies": hintConsent, "gdpr": hintConsent, "dsgvo": hintConsent, "cmp": hintConsent,
	"cmpbox": hintConsent, "optin": hintConsent, "privacy": hintConsent, "datenschutz": hintConsent, "embed": hintConsent,

	"hidden": hintHidden, "invisible": hintHidden, "sr": hintHidden, "visuallyhidden": hintHidden, "screenreader": hintHidden,
	"offscreen": hintHidden, "accessibility": hintHidden, "noscript": hintHidden, "unsichtbar": hintHidden, "audible": hintHidden,

	"nav": hintNav, "navigation": hintNav, "navbar": hintNav, "menu": hintNav, "breadcrumb": hintNav, "breadcrumbs": hintNav,
	"pagination": hintNav, "pager": hintNav, "toc": hintNav, "sitemap": hintNav, "footer": hintNav, "skip": hintNav, "skiplink": hintNav,
	"contentinfo": hintNav, "inhaltsverzeichnis": hintNav, "tableofcontents": hintNav, "sidebar": hintNav, "search": hintNav,
	"complementary": hintAside, "anchors": hintNav, "jumplist": hintNav,

	"poll": hintPoll, "polls": hintPoll, "umfrage": hintPoll, "survey": hintPoll, "voting": hintPoll, "quiz": hintPoll, "opinary": hintPoll,
	"vote": hintPoll, "abstimmung": hintPoll, "pinpoll": hintPoll, "civey": hintPoll,

	"caption": hintCaption, "captions": hintCaption, "figcaption": hintCaption, "credit": hintCaption, "credits": hintCaption,
	"copyright": hintCaption, "bildunterschrift": hintCaption, "bildnachweis": hintCaption, "bildtext": hintCaption,
	"bildzeile": hintCaption, "fotocredit": hintCaption, "legende": hintCaption, "imagecaption": hintCaption, "quelle": hintCaption,
	"figure": hintCaption, "zoom": hintCaption,

	"gallery": hintMedia, "galerie": hintMedia, "bildergalerie": hintMedia, "slideshow": hintMedia, "carousel": hintMedia,
	"slider": hintMedia, "swiper": hintMedia, "player": hintMedia, "video": hintMedia, "videos": hintMedia, "audio": hintMedia,
	"lightbox": hintMedia, "mediathek": hintMedia, "podcast": hintMedia, "chart": hintMedia, "twitter": hintMedia, "instagram": hintMedia,
	"facebook": hintMedia, "tiktok": hintMedia, "youtube": hintMedia, "datawrapper": hintMedia, "videoplayer": hintMedia,

	"author": hintAuthor, "authors": hintAuthor, "autor": hintAuthor, "autoren": hintAuthor, "byline": hintAuthor, "autorin": hintAuthor,
	"vcard": hintAuthor, "autorenbox": hintAuthor, "authorbox": hintAuthor, "contributor": hintAuthor, "contributors": hintAuthor,
	"autorenzeile": hintAuthor, "writer": hintAuthor, "redakteur": hintAuthor, "bio": hintAuthor, "verfasser": hintAuthor,
	"signature": hintAuthor, "bylines": hintAuthor, "authorname": hintAuthor, "authorline": hintAuthor, "creator": hintAuthor, "creators": hintAuthor,

	"date": hintDate, "datetime": hintDate, "timestamp": hintDate, "pubdate": hintDate, "published": hintDate, "publishdate": hintDate,
	"datum": hintDate, "dateline": hintDate, "updated": hintDate, "stand": hintDate, "lastupdate": hintDate, "zeitstempel": hintDate,

	"lead": hintLead, "intro": hintLead, "vorspann": hintLead, "standfirst": hintLead, "subline": hintLead, "dek": hintLead,
	"abstract": hintLead, "summary": hintLead, "excerpt": hintLead, "einleitung": hintLead, "anriss": hintLead, "anleser": hintLead,
	"leadtext": hintLead, "introtext": hintLead, "teasertext": hintLead, "introduction": hintLead, "subheadline": hintLead,
	"description": hintLead, "lede": hintLead, "unterzeile": hintLead, "deck": hintLead,

	"headline": hintHead, "kicker": hintHead, "overline": hintHead, "dachzeile": hintHead, "spitzmarke": hintHead, "roofline": hintHead,
	"ueberschrift": hintHead, "pretitle": hintHead, "topline": hintHead,

	"articlebody": hintBody, "richtext": hintBody, "fliesstext": hintBody, "storybody": hintBody, "postbody": hintBody,
	"artikeltext": hintBody, "articletext": hintBody, "bodytext": hintBody, "textblock": hintBody, "paragraph": hintBody,

	"tags": hintTopics, "tag": hintTopics, "tagcloud": hintTopics, "taglist": hintTopics, "keywords": hintTopics, "topics": hintTopics,
	"schlagworte": hintTopics, "schlagwort": hintTopics, "themen": hintTopics, "categories": hintTopics,

	"print": hintTool, "printbutton": hintTool, "bookmark": hintTool, "merkliste": hintTool, "toolbar": hintTool, "tools": hintTool,
	"vorlesen": hintTool, "readspeaker": hintTool, "tooltip": hintTool, "feedback": hintTool, "readingtime": hintTool, "lesezeit": hintTool,
	"lesedauer": hintTool, "modal": hintTool, "popup": hintTool, "overlay": hintTool, "dialog": hintTool,

	"infobox": hintInfo, "factbox": hintInfo, "faktenbox": hintInfo, "infokasten": hintInfo, "faktenkasten": hintInfo, "steckbrief": hintInfo,

	"paywall": hintPaywall, "paygate": hintPaywall, "piano": hintPaywall, "metering": hintPaywall, "bezahlschranke": hintPaywall,
	"paidcontent": hintPaywall, "regwall": hintPaywall, "loginwall": hintPaywall,
}

// hintStems carry their hint also as a part of a longer word.
var hintStems = []struct {
	stem string
	hint hint
}{
	{"newsletter", hintPromo}, {"advert", hintPromo}, {"werbe", hintPromo}, {"spenden", hintPromo}, {"donat", hintPromo},
	{"related", hintRelated}, {"recommend", hintRelated}, {"empfehl", hintRelated}, {"meistgelesen", hintRelated},
	{"teaser", hintCard}, {"comment", hintComments}, {"kommentare", hintComments}, {"consent", hintConsent},
	{"caption", hintCaption}, {"bildunterschrift", hintCaption}, {"copyright", hintCaption}, {"breadcrumb", hintNav},
	{"byline", hintAuthor}, {"author", hintAuthor}, {"autoren", hintAuthor}, {"paywall", hintPaywall}, {"visuallyhidden", hintHidden},
	{"gallery", hintMedia}, {"galerie", hintMedia}, {"carousel", hintMedia}, {"umfrage", hintPoll}, {"socialshare", hintSocial},
	{"infobox", hintInfo}, {"faktenbox", hintInfo}, {"articlebody", hintBody}, {"vorspann", hintLead},
}

// hints reads what an element's tag, class, id, role and state suggest. What classes mean is remembered for the page,
// because pages repeat them.
func (p *page) hints(n *html.Node) hint {
	h := tagHint(n.DataAtom)
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id", "role", "type", "data-testid", "data-component", "data-type":
			h |= p.named(a.Val)
		case "hidden":
			h |= hintHidden
		case "aria-hidden":
			if a.Val == "true" {
				h |= hintHidden
			}
		case "aria-label":
			if len(a.Val) < 40 {
				h |= p.named(a.Val) & (hintRelated | hintNav | hintSocial | hintComments | hintPromo)
			}
		case "style":
			if strings.Contains(a.Val, "display:none") || strings.Contains(a.Val, "display: none") {
				h |= hintHidden
			}
		}
	}
	if n.DataAtom == 0 && strings.IndexByte(n.Data, '-') > 0 {
		h |= p.named(n.Data)
	}
	return h
}

func tagHint(a atom.Atom) hint {
	switch a {
	case atom.Nav, atom.Footer, atom.Menu:
		return hintNav
	case atom.Figcaption, atom.Caption:
		return hintCaption
	case atom.Aside:
		return hintAside
	case atom.Form, atom.Fieldset:
		return hintForm
	case atom.Dialog:
		return hintTool
	}
	return 0
}

func (p *page) named(names string) hint {
	if names == "" {
		return 0
	}
	if h, ok := p.known[names]; ok {
		return h
	}
	var h hint
	for name := range strings.FieldsSeq(names) {
		if len(name) > 80 {
			continue
		}
		one := nameHint(name)
		if one&hintHidden != 0 && !hides(name, names) {
			one &^= hintHidden
		}
		h |= one
	}
	p.known[names] = h
	return h
}

// hides says whether a class hides its element from everybody: not its label, not on paper, not on small screens only.
func hides(name, names string) bool {
	for _, part := range [...]string{"label", "print", "title", "date", "image", "-xs", "-sm", "-md", "-lg", "mobile", ":"} {
		if strings.Contains(name, part) {
			return false
		}
	}
	for _, shown := range [...]string{":block", ":flex", ":grid", ":inline", ":table"} {
		if strings.Contains(names, shown) {
			return false
		}
	}
	return true
}

// nameHint takes one class name apart: at everything that is neither letter nor digit, and where a capital follows a
// small letter. A part in which a letter follows a digit was made by a machine: "c8ad0" advertises nothing.
func nameHint(name string) hint {
	var h hint
	before := ""
	for part := range strings.FieldsFuncSeq(name, isMark) {
		if isMade(part) {
			continue
		}
		for part != "" {
			n := hump(part)
			w := strings.ToLower(strings.TrimRight(part[:n], "0123456789"))
			h |= wordHint(w)
			if before != "" {
				h |= pairHint(before, w)
			}
			before, part = w, part[n:]
		}
	}
	return h
}

func isMark(r rune) bool { return !unicode.IsLetter(r) && (r < '0' || r > '9') }

func isMade(part string) bool {
	for i := 1; i < len(part); i++ {
		if isLetter(part[i]) && isDigit(part[i-1]) {
			return true
		}
	}
	return false
}

// hump is the length of the first word of a part such as "articleBody".
func hump(part string) int {
	for i := 1; i < len(part); i++ {
		if c := part[i]; c >= 'A' && c <= 'Z' && part[i-1] >= 'a' {
			return i
		}
	}
	return len(part)
}

func isLetter(c byte) bool { return (c|0x20) >= 'a' && (c|0x20) <= 'z' || c >= 0x80 }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func wordHint(w string) hint {
	if h, ok := hintWords[w]; ok {
		return h
	}
	if len(w) > 6 {
		for _, s := range hintStems {
			if strings.Contains(w, s.stem) {
				return s.hint
			}
		}
	}
	return 0
}

// pairHint knows names made of two words that mean nothing apart.
func pairHint(a, b string) hint {
	switch a + " " + b {
	case "article body", "story body", "post body", "entry content", "article content", "post content", "article text", "body text",
		"artikel text", "content body", "rich text", "text block":
		return hintBody
	case "info box", "fact box", "fakten box":
		return hintInfo
	case "read more", "read also", "most read", "further reading", "link list", "top stories", "see also":
		return hintRelated
	case "sr only", "visually hidden", "screen reader":
		return hintHidden
	case "call to", "push notification", "app banner", "pay wall", "plus box":
		return hintPromo
	case "publish date", "pub date", "publication date":
		return hintDate
	case "sub headline", "sub title", "teaser text":
		return hintLead
	}
	return 0
}
